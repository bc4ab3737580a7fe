"""The show's own files in the private part of a target: which they are, how they are listed, and who can read them."""
