"""Documents and videos beside the photos: what people write about them and decide on them."""
