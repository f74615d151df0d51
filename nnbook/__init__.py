"""The teaching code of nnbook: the fundamentals of neural networks in plain NumPy."""
