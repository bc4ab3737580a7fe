"""Rules of a podcast feed that a document alone can be judged by, as tables; `judge` checks a document against them.

Their numbers are those of docs/decisions/feed.md. Tests, the guard of a publish and `podcast check --feed` use them.
"""
