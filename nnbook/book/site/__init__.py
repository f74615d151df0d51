"""What stands beside the pages: notebooks, scripts, labs, Python for the browser, the service worker."""
