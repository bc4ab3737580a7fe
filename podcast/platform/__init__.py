"""What operating systems do differently: one place, with an alternative for each (docs/decisions/platforms.md).

Everything else in the package uses what Python offers on all systems. The choice is made once, by what Python finds on
the system (`rules`), never by the system's name.
"""
