"""What the producer wrote: its form, its meaning, its values."""
