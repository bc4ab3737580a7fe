"""How the sound came out, for people: lines for the terminal, a page to look at; pure."""
