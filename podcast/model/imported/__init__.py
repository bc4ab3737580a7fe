"""Fields that a show needs that lived elsewhere: what its old feed says beyond our fields, and its old addresses."""
