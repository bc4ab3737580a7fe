"""A show that moves here from its host: `podcast import`, started from the first page of the desk."""
