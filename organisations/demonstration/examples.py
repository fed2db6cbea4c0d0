"""Organisations that the strategy itself speaks of, and neighbours that make its story true in the demonstration."""

VOLUNTEER_CENTRES = {
    "ashford": ("Ashford", "TN24 8"),
    "canterbury": ("Canterbury", "CT1 2"),
    "dartford": ("Dartford", "DA1 1"),
    "dover": ("Dover", "CT16 1"),
    "gravesham": ("Gravesend", "DA12 1"),
    "folkestone-and-hythe": ("Folkestone", "CT20 1"),
    "maidstone": ("Maidstone", "ME14 1"),
    "sevenoaks": ("Sevenoaks", "TN13 1"),
    "swale": ("Sittingbourne", "ME10 4"),
    "thanet": ("Ramsgate", "CT11 9"),
    "tonbridge-and-malling": ("Tonbridge", "TN9 1"),
    "tunbridge-wells": ("Tunbridge Wells", "TN1 1"),
}
"""District slug: (town, postcode sector)."""

EXAMPLES = [
    {
        "name": "Mama to Mama",
        "other_names": "Mama to Mama Thanet baby bank",
        "town": "Margate",
        "sector": "CT9 1",
        "summary": "A baby bank in Thanet that helps mothers with essentials for their new babies.",
        "purpose": (
            "Mothers who have more than they need pass it on to mothers who have too little. Volunteers sort, wash and "
            "check clothes, prams and cots, pack a bundle for each baby and deliver it across Thanet. Midwives, health "
            "visitors and food banks refer families to us, and anybody may ask for herself."
        ),
        "themes": "food baby-and-family",
        "people": "babies families low-income women",
        "income": 48_000,
        "form": "cio",
        "services": {
            "Baby bundle": "Clothes, nappies, blankets and toiletries packed for your baby's age, ready in two days.",
            "Pram and cot library": "Safe, cleaned and checked, for as long as you need them.",
        },
    },
    {
        "name": "Broadstairs and Ramsgate Baby Bank",
        "town": "Ramsgate",
        "sector": "CT11 8",
        "summary": "Free baby clothes, nappies and equipment for families in Thanet who are going through hard times.",
        "themes": "food baby-and-family",
        "people": "babies families low-income",
        "income": 22_000,
        "form": "group",
        "services": {"Baby bank": "Choose what you need from the rails. Bring a bag."},
    },
    {
        "name": "Herne Bay Baby Basics",
        "town": "Herne Bay",
        "sector": "CT6 5",
        "summary": "A baby bank on the coast: baskets with all that a newborn needs, given through midwives.",
        "themes": "food baby-and-family",
        "people": "babies families low-income",
        "income": 31_000,
        "form": "trust",
        "services": {"Starter basket": "Your midwife or health visitor asks us, and brings the basket to you."},
    },
    {
        "name": "Kent Community Foundation",
        "town": "Ashford",
        "sector": "TN25 4",
        "summary": "Grants for local charities and community groups in Kent and Medway, from people who give.",
        "purpose": "We look after funds for families, firms and councils, and reach groups that few others reach.",
        "themes": "funding volunteering",
        "people": "groups",
        "income": 9_400_000,
        "form": "charitable-company",
        "countywide": True,
        "services": {"Grants": "Look for a fund on our website, and ring us before you apply."},
    },
]
