"""Cache of a show's parsed files, and files that are read again on demand."""
