"""What authors write, without any HTML: chapters and their blocks, questions, exercises."""
