"""Previews of single episodes, published through the protocol."""
