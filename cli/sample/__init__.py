"""The sample event of `./bildstelle demo`: a city's open day, whose photos are drawn and tagged at run time."""
