"""High-pass, hum notches and noise reduction: what is taken out of a recording before it is levelled and edited."""
