"""How the book is made: parse a chapter, run a block, render a figure."""
