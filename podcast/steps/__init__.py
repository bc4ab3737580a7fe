"""The steps of a build, each from the values of the one before: see `podcast.pipeline.build_show`."""
