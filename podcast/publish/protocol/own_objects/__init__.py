"""The publisher's own objects on a target, below `.podcast/`: parts of their JSON, and how they are written."""
