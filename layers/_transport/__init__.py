"""The bundled transport network: its gates, the ends of journeys, and routes between them."""
