"""What listeners will see of an episode: in lists and descriptions of apps, as a shared link, and its page."""
