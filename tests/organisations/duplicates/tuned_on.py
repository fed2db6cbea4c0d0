"""Pairs on which the points were set by hand, as examples of each rule; rehearsed.csv holds more of them.

The pairs by which the points are judged, in judged.csv, are others: they were made afterwards, of other names.

A pair is (is_same, first, second); an entry is (name, town, {field: value}).
"""

HALL = {"postcode": "CT14 7AA"}
MAILBOX = {"email": "a@hope.example"}
DESK = {"postcode": "CT14 7AA", "phone": "01304 960111", "web": "https://deal.example/"}

PAIRS = [
    # One organisation: other spellings of one name.
    (1, ("Deal Rowing Club", "Deal", HALL), ("The Deal Rowing Club", "Deal", {"postcode": "CT14 6BB"})),
    (1, ("Deal Rowing Club", "Deal", HALL), ("DEAL ROWING CLUB LTD", "Deal", {})),
    (1, ("Deal Rowing Club", "Deal", HALL), ("Deal Rowing Culb", "Deal", HALL)),
    (1, ("Citizens Advice Swale", "Sittingbourne", {}), ("Swale CAB", "Sittingbourne", {"phone": "01795 960111"})),
    (1, ("St. Mary's PTA", "Deal", HALL), ("Saint Marys Parent Teacher Association", "Deal", HALL)),
    (1, ("Walmer Women's Institute", "Walmer", {}), ("Walmer W.I.", "Walmer", HALL)),
    (1, ("Sandwich Food Bank", "Sandwich", {}), ("Sandwich Foodbank", "Sandwich", {})),
    (1, ("Kearsney Pre-School Playgroup", "Dover", HALL), ("Kearsney Preschool", "Dover", HALL)),
    (
        1,
        ("Hope & Anchor Trust", "Deal", {"email": "a@hope.example"}),
        ("Hope and Anchor", "", {"email": "a@hope.example"}),
    ),
    (1, ("Mama to Mama", "Margate", {}), ("Mama to Mama Thanet", "Margate", {"web": "https://mama.example"})),
    (1, ("Age Matters Folkestone", "Folkestone", HALL), ("Folkestone Age Matters (charity)", "Folkestone", HALL)),
    (1, ("Thanet Deaf Society", "Margate", DESK), ("Thanet Society for the Deaf CIO", "Margate", DESK)),
    (1, ("Deal Men's Shed", "Deal", {}), ("Mens Shed Deal CIC", "Deal", {})),
    (1, ("1st Deal Scout Group", "Deal", {}), ("First Deal Scout Group", "Deal", {})),
    (1, ("Wood Church Village Hall", "Woodchurch", {}), ("Woodchurch Village Hall", "Woodchurch", {})),
    (
        1,
        ("Zebra Fanciers of Deal", "Deal", {"web": "https://www.zebra.example/"}),
        ("Zebra Fanciers", "", {"web": "http://zebra.example"}),
    ),
    (
        1,
        ("Cinque Ports Community Kitchen", "Deal", {"phone": "+44 1304 960112"}),
        ("Cinque Ports Kitchen", "Deal", {"phone": "01304960112"}),
    ),
    # Two organisations.
    (0, ("Margate Food Bank", "Margate", {}), ("Ramsgate Food Bank", "Ramsgate", {})),
    (0, ("Deal Rowing Club", "Deal", DESK), ("Deal Rowing Club Juniors", "Deal", DESK)),
    (0, ("Deal Primary School", "Deal", DESK), ("Friends of Deal Primary School", "Deal", DESK)),
    (0, ("1st Deal Scout Group", "Deal", HALL), ("2nd Deal Scout Group", "Deal", HALL)),
    (
        0,
        ("St Mary's Church", "Deal", {"postcode": "CT14 7AA"}),
        ("St Mary's Church", "Maidstone", {"postcode": "ME14 1AA"}),
    ),
    (0, ("Deal Cricket Club", "Deal", DESK), ("Deal Rugby Club", "Deal", DESK)),
    (0, ("Deal Methodist Church", "Deal", DESK), ("Deal Methodist Church Toddler Group", "Deal", DESK)),
    (0, ("East Deal Residents", "Deal", HALL), ("West Deal Residents", "Deal", HALL)),
    (0, ("Ashford Volunteer Centre", "Ashford", DESK), ("Ashford Community Lunch", "Ashford", DESK)),
    (0, ("Deal Bowls Club", "Deal", HALL), ("Deal Chess Club", "Deal", HALL)),
    (0, ("Age Concern", "Deal", {"postcode": "CT14 7AA"}), ("Age Concern", "Swanley", {"postcode": "BR8 7AA"})),
    (0, ("Deal Relief in Need Charity", "Deal", DESK), ("Deal Almshouse Charity", "Deal", DESK)),
    (0, ("Upper Deal Village Hall", "Deal", {}), ("Lower Deal Village Hall", "Deal", {})),
    (0, ("Deal Choral Society", "Deal", HALL), ("Deal Choir for Children", "Deal", HALL)),
    (0, ("Wye Parish Charity", "Wye", {}), ("Lenham Parish Charity", "Lenham", {})),
    (0, ("Kent Wildlife Group", "Maidstone", {}), ("Kent Wildfowl Group", "Maidstone", {})),
    (0, ("Deal Carers", "Deal", DESK), ("Deal Dementia Carers", "Deal", DESK)),
]
