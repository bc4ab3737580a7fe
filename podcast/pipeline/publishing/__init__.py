"""A publish in the parts that a person decides between; `podcast publish` and the desk call them."""
