"""What people say in the demonstration's consultations."""

TOWNS = [
    "Ashford",
    "Canterbury",
    "Dartford",
    "Deal",
    "Faversham",
    "Herne Bay",
    "Lydd",
    "Margate",
    "Sevenoaks",
    "Tonbridge",
]
OPENINGS = [
    "I have run a lunch club for nine years.",
    "We are four volunteers and a kettle.",
    "Our group began in the first lockdown.",
    "I am a trustee of a small charity.",
    "My daughter goes to a youth club that nearly closed.",
    "We look after the village hall.",
    "I help at a food bank on Fridays.",
]
# theme: what people say about it
MISSING = {
    "Advice": [
        "There is nobody near us to ask about insurance and rules.",
        "When our treasurer left we had no idea whom to ring.",
        "Advice is always in Maidstone and always on a weekday.",
    ],
    "Money": [
        "Every grant has another form, and they all ask the same things.",
        "Small sums would do, but the forms are made for big charities.",
        "We spend more time on reports than on people.",
    ],
    "Rooms": [
        "The library is closed by the time that people can come.",
        "We pay for a hall while the school next door stands empty.",
        "A warm room on a Tuesday evening is all we need.",
    ],
    "Volunteers": [
        "People want to help and do not know where to start.",
        "We cannot find anybody under sixty to take over.",
        "Checks take so long that helpers go elsewhere.",
    ],
    "Being asked": [
        "We hear about changes when they are already decided.",
        "Ask us before, not after.",
        "In the pandemic we planned together, and then it stopped.",
    ],
    "Buses": [
        "The last bus leaves before our meetings end.",
        "Half of our members cannot come without a lift.",
        "Keep the evening buses on Romney Marsh.",
    ],
}
NEEDED = [
    "Please put that into the strategy.",
    "It would not cost much to change.",
    "We would gladly help to get it right.",
    "Nobody has told us why.",
    "Thank you for asking.",
]
CAMPAIGN = (
    "Keep the evening buses on Romney Marsh. Without them my neighbours cannot get to choir, to the repair café or to "
    "the surgery’s patient group, and the clubs that this strategy speaks of will close one after the other. Please "
    "talk to the bus company before the new timetable comes."
)
