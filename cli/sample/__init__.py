"""The sample event of `./bildstelle demo`: a city's open day, drawn, tagged and captioned at run time."""
