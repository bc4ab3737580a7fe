"""The views: a module a page. Each exports `ROUTES`; a view takes the request and returns `desk.page(…)`."""
