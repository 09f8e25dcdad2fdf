"""Other names of countries, their peoples and bodies: data without rules, extended with care."""

from __future__ import annotations

from rag.terms import stem

# Peoples and capitals by the country's stem; what akin() sees by itself is not here.
DEMONYMS = {
    word: stem(country)
    for country, words in {
        "france": "french frenchman",
        "spain": "spanish spaniard spaniards",
        "netherlands": "dutch",
        "england": "english",
        "britain": "british uk",
        "china": "chinese",
        "japan": "japanese",
        "greece": "greek greeks",
        "denmark": "danish dane danes",
        "wales": "welsh",
        "poland": "polish pole poles",
        "turkey": "turkish turk turks",
        "finland": "finnish",
        "switzerland": "swiss",
        "iraq": "iraqi iraqis",
        "iran": "iranian iranians",
        "cuba": "cuban",
        "peru": "peruvian",
        "norway": "norwegian",
        "scotland": "scottish scots",
        "ireland": "irish",
        "sweden": "swedish",
        "philippines": "filipino",
        "afghanistan": "afghan afghans",
        "germany": "german germans",
        "america": "american americans usa",
        "europe": "european europeans",
        "paris": "parisian parisians",
        "london": "londoner londoners",
        "berlin": "berliner berliners",
        "moscow": "muscovite muscovites",
        "rome": "roman romans",
        "vienna": "viennese",
        "venice": "venetian venetians",
        "naples": "neapolitan neapolitans",
        "florence": "florentine florentines",
        "genoa": "genoese",
    }.items()
    for word in words.split()
}
# Seats of government, which reports use for the country.
CAPITALS = {
    stem(city): stem(country)
    for city, country in {
        "kabul": "afghanistan",
        "islamabad": "pakistan",
        "beijing": "china",
        "moscow": "russia",
        "washington": "america",
        "london": "britain",
        "paris": "france",
        "berlin": "germany",
        "delhi": "india",
        "tehran": "iran",
        "ankara": "turkey",
        "tokyo": "japan",
        "kyiv": "ukraine",
        "brussels": "europe",
        "rome": "italy",
        "madrid": "spain",
        "warsaw": "poland",
        "seoul": "korea",
        "canberra": "australia",
        "ottawa": "canada",
        "cairo": "egypt",
        "riyadh": "saudi",
        "baghdad": "iraq",
        "dhaka": "bangladesh",
    }.items()
}
# Other names of one thing, as base forms.
ALIASES = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "us usa america united states",
        "uk britain kingdom",
        "eu europe",
        "un nations",
    )
)
