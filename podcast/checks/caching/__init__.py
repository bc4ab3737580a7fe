"""Cache of inputs in which the checks found nothing, by their fingerprints."""
