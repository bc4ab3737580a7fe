"""Recordings that were dropped at the desk: held until an episode is made of them."""
