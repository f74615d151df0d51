"""All that judges: what a block promises, its listing, its pin, the numbers of the prose."""
