"""Reports for producers: status and mastering as terminal tables, mastering as a page, the plan as a calendar; pure."""
