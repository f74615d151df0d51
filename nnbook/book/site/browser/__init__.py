"""Python in the reader's browser: where its files come from, and how they get into the site."""
