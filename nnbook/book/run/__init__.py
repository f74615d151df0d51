"""What the reader's browser gets too: the runner, the figures, the grader."""
