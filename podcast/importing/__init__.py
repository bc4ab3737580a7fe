"""Moving a show here: read a feed of any origin, write it as a folder, and prove that nothing was lost."""
