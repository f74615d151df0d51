"""What a block did, and what is remembered of it."""
