"""Field types of their own: values that people write in several forms."""
