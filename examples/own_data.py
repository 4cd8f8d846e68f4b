"""From two CSV files of one's own to a map: run it in an empty folder."""

from pathlib import Path

from isthmus import layers, maps

Path("study").mkdir(exist_ok=True)
Path("study/factories.csv").write_text(
    "id,name,kind,country,city\n"
    "works,Motor works,factory,PL,Warsaw\n"
    "parts,Parts maker,supplier,TW,Taichung\n",
    encoding="utf-8",
)
Path("study/partnerships.csv").write_text(
    "id,name,a,b,kind\ndeal,Bearings for motors,parts,works,supply\n", encoding="utf-8"
)

atlas = layers.read("study/")  # the cities are found in the gazetteer, and a warning says where
maps.Map(atlas, title="Our network").save("map.html")
print("Wrote map.html")
