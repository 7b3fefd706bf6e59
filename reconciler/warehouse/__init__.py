"""Where desired stock comes from: feeds of the warehouses, read, judged and taken as a whole, or refused as a whole."""
