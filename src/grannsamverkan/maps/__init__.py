"""Maps: definitions, folium pages, and pictures for print."""
