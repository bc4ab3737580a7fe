"""Parts of the page of an episode: people, quotes, transcript, notes on AI, citation, accessible versions."""
