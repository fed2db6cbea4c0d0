"""What the demonstration's rounds ask and its applications say. Invented, but for the funds' figures of 2023-24."""

from decimal import Decimal

from crowdfund.models import Question

OBJECTIVES = [
    ("Stronger neighbourhoods", "stronger-neighbourhoods", "People know each other and look out for each other."),
    ("Better health and less loneliness", "health-and-loneliness", "People stay well, active and in company."),
    ("A fair start for children", "fair-start", "Children and young people get what they need early on."),
    ("Green and cared-for places", "green-places", "Places that people share are greener and better kept."),
    ("Skills and confidence", "skills-and-confidence", "People learn something that helps them to work or take part."),
]

FUNDS = [
    {
        "name": "Kent County Council community fund",
        "slug": "kent-county-council",
        "funder": "Kent County Council",
        "funder_identifier": "GB-LAE-KEN",
        "about": "Backs projects anywhere in Kent.",
        "cap_pounds": Decimal(20_000),
    },
    {
        "name": "NHS Kent and Medway health and wellbeing fund",
        "slug": "nhs-kent-and-medway",
        "funder": "NHS Kent and Medway",
        "funder_identifier": "GB-NHS-QKS",
        "about": "Backs projects that help people in Kent to stay well.",
        "cap_pounds": Decimal(20_000),
    },
    {
        "name": "Folkestone and Hythe community fund",
        "slug": "folkestone-and-hythe",
        "funder": "Folkestone and Hythe District Council",
        "funder_identifier": "GB-LAE-SHE",
        "about": "Backs projects in its district.",
        "cap_pounds": Decimal(5_000),
        "cap_percent": 50,
    },
]
AMOUNTS = [Decimal(200_000), Decimal(200_000), Decimal(17_000)]

ROUND_TEXTS = {
    "summary": "Crowdfund a project that people in Kent want, and the councils and the health service may pledge part.",
    "who_can_apply": (
        "You can apply if you run a not-for-profit organisation whose project helps people in Kent:\n\n"
        "- a registered charity or CIO\n- a community interest or other not-for-profit company\n"
        "- a community benefit society or co-operative\n- a community group with a written constitution\n"
        "- a parish or town council, or a school with a project for the whole community\n\n"
        "At least two people who are not related must run it, better three, and two people must sign for money."
    ),
    "what_we_fund": (
        "We back projects that help the wider community and leave something that lasts.\n\n"
        "We do not back:\n\n- projects that only buy or build something\n- large events\n"
        "- a project that we have backed before; a new one must be clearly different\n- costs you have already paid"
    ),
    "rules": (
        "Crowdfunding is all or nothing. If you miss your target, nobody pays and no pledge is collected.\n\n"
        "Pledges that people make to you in person count when you show evidence of them.\n\n"
        "Public money counts as a subsidy. Before an award we ask what you received in this and the two financial "
        "years before."
    ),
    "guidance": (
        "Most people need about two hours. You can stop and come back.\n\n"
        "Talk to the people whom the project is for. Work out what it costs, line by line. Ask who would give."
    ),
    "declaration": (
        "By submitting you confirm that:\n\n- what you have written is true, as far as you know\n"
        "- your organisation has agreed to this application\n- you will tell us if something important changes\n"
        "- we may check what you tell us with public registers"
    ),
}

ELIGIBILITY_QUESTIONS = [
    {
        "text": "Is your organisation not-for-profit?",
        "rules_out": False,
        "why": "The public funds can only back organisations that make no profit for their owners.",
        "what_else": "Your district council’s business team knows of loans and grants for businesses.",
    },
    {
        "text": "Does the project help people in Kent?",
        "help_text": "Kent means its 12 districts. Medway has a council of its own.",
        "rules_out": False,
        "why": "These funds are for people who live in Kent.",
        "what_else": "Ask the council of the area where the people live, such as Medway Council.",
    },
    {
        "text": "Is the project only about buying or building something?",
        "rules_out": True,
        "why": "We do not back projects that only buy equipment or pay for building work.",
        "what_else": "Kent Community Foundation and the lottery funds have grants for buildings and equipment.",
    },
    {
        "text": "Is the project a large event?",
        "help_text": "A festival, say, or a fair for the whole town.",
        "rules_out": True,
        "why": "We do not back large events.",
        "what_else": "Town and parish councils often have a budget for events.",
    },
    {
        "text": "Has CrowdFund Kent backed this same project before?",
        "rules_out": True,
        "why": "A project is backed once only.",
        "what_else": "You can apply with a new project that is clearly different.",
    },
    {
        "text": "Do at least two people who are not related run your organisation?",
        "rules_out": False,
        "why": "Public money needs at least two people who are not related to look after it, better three.",
        "what_else": "Your local volunteer centre can help you to find trustees.",
    },
]

Kind = Question.Kind
SECTIONS = [
    (
        "The need and your plan",
        "plan",
        [
            {"kind": Kind.LONG, "text": "What is the need, and how do you know?", "word_limit": 250},
            {"kind": Kind.LONG, "text": "What will you do, step by step?", "word_limit": 300},
            {"kind": Kind.NUMBER, "text": "How many people will take part or be helped in the first year?"},
            {
                "kind": Kind.CHOICE,
                "text": "Who is it mainly for?",
                "choices": ["Everybody", "Children and families", "Young people", "Older people", "Disabled people"],
            },
        ],
    ),
    (
        "What lasts, and how you raise the money",
        "legacy",
        [
            {"kind": Kind.LONG, "text": "What will be left when the project ends?", "word_limit": 200},
            {"kind": Kind.LONG, "text": "How will you get people to give?", "word_limit": 200},
            {"kind": Kind.DATE, "text": "When do you want to start crowdfunding?"},
            {"kind": Kind.YES_NO, "text": "Have you crowdfunded before?"},
            {"kind": Kind.MONEY, "text": "How much have people promised you already?", "required": False},
            {"kind": Kind.SHORT, "text": "Where can we read more about you?", "required": False},
        ],
    ),
]

DOCUMENTS = [
    {"name": "Governing document", "help_text": "Your constitution, trust deed or articles."},
    {
        "name": "Bank statement",
        "help_text": "In the organisation’s name, from the last three months.",
        "required": False,
    },
    {"name": "Latest accounts", "required": False, "accepted_types": ["pdf", "xlsx", "ods", "docx", "odt"]},
    {"name": "Safeguarding policy", "help_text": "If you work with children or adults at risk.", "required": False},
]

CRITERIA = [
    {"name": "Need", "weight": 3, "description": "People need it, and the application shows how that is known."},
    {"name": "Plan", "weight": 3, "description": "It can be done with these people, in this time, for this money."},
    {"name": "Crowd", "weight": 2, "description": "Neighbours want it, and there is a way to ask them to give."},
    {"name": "What lasts", "weight": 2, "description": "Something good is left when the money is spent."},
]

FREQUENT_QUESTIONS = [
    (
        "Can we apply for two projects?",
        "Yes, with an application for each. They must be clearly different from each other.",
    ),
    (
        "What happens if we do not reach our target?",
        "Nobody pays, and no pledge is collected. You can try again with the same project in a later round.",
    ),
    (
        "Can several people write the application?",
        "Yes. Everybody who speaks for your organisation here can write in it, at home and at the same time.",
    ),
    ("Must we have spent nothing yet?", "Costs that you have already paid cannot be part of the target."),
]

ANSWERED_LATER = (
    "Can we pay for volunteers’ travel?",
    "Yes. Put it into the budget as a line of its own.",
)

NAMES = ["Asha Rahman", "Joan Fright", "Peter Hambrook", "Ngozi Eze", "Will Kemsley", "Marta Nowak", "Bimal Gurung"]
ROLES = ["Chair", "Treasurer", "Secretary", "Manager", "Trustee"]


def _project(title, summary, need, plan, costs):
    return {"title": title, "summary": summary, "need": need, "plan": plan, "costs": costs}


PROJECTS = [
    _project(
        "A café for carers",
        "A weekly café where people who care for someone can rest, eat and talk.",
        "Carers told us that they have nowhere to go for an hour without having to explain themselves.",
        "We open every Wednesday, train six volunteers, and bring in an adviser once a month.",
        ("Hall, kitchen and food", "Part-time co-ordinator and training"),
    ),
    _project(
        "Bikes back on the road",
        "Young people learn to mend donated bikes and give them to families who need one.",
        "Two bus routes were cut, and many families cannot afford a bike for the way to school.",
        "A mechanic runs two evening courses each term. Each learner mends one bike to keep and one to give.",
        ("Mechanic’s time", "Tools, parts and space"),
    ),
    _project(
        "The orchard classroom",
        "Schools and neighbours look after an old orchard together and learn about food and wildlife.",
        "The orchard was about to be cleared. Four hundred people signed to keep it for everybody.",
        "We prune and plant in winter, run school visits in spring and open days at harvest.",
        ("Orchard worker and school visits", "Trees, tools and insurance"),
    ),
    _project(
        "Singing for lungs",
        "A choir for people with breathing problems, led by somebody trained for it.",
        "The local surgery has more than three hundred patients who say that they hardly leave the house.",
        "We meet weekly, with a nurse present once a month and lifts for those who need one.",
        ("Choir leader", "Hall, lifts and music"),
    ),
    _project(
        "Repair Saturday",
        "Neighbours mend lamps, clothes and toys together on the first Saturday of the month.",
        "The tip is eight miles away and most of what goes there could be mended.",
        "Twelve volunteers with skills, a tested set of tools, and a different church hall each quarter.",
        ("Co-ordinator and safety tests", "Tools, tea and publicity"),
    ),
    _project(
        "Tide and tea",
        "Walks along the shore for people who live alone, with tea afterwards.",
        "In our survey one in three people over 70 had spoken to nobody on the day before.",
        "Two walks a week at two speeds, led by trained volunteers, and a minibus for those inland.",
        ("Minibus and leaders’ training", "Tea, coats and phone calls"),
    ),
    _project(
        "First jobs, first aid",
        "Young people earn a first-aid certificate and help at local events.",
        "Employers told us that a certificate and one reference are what opens the door.",
        "Four courses of twelve, each followed by three placements with local groups.",
        ("Trainers and certificates", "Kit, travel and lunches"),
    ),
    _project(
        "The talking bench",
        "A garden with benches where somebody will listen, built and kept by its users.",
        "The waiting list for talking therapies in our town is longer than five months.",
        "We train listeners, plant with the people who come, and open four afternoons a week.",
        ("Listeners’ training and supervision", "Plants, benches and shelter"),
    ),
    _project(
        "Homework and hot food",
        "A club after school with help, quiet tables and a hot meal.",
        "Teachers counted sixty children who do their homework in a room where the family sleeps.",
        "Three afternoons a week in term time, with retired teachers and students as helpers.",
        ("Cook and club leader", "Food, books and laptops"),
    ),
    _project(
        "Digital neighbours",
        "Teenagers help older neighbours with phones, forms and photos.",
        "The last bank in the village has closed, and so has the post office counter.",
        "Pairs meet weekly in the library. We lend tablets and check in on each pair.",
        ("Co-ordinator and checks", "Tablets and data"),
    ),
    _project(
        "Wheels on the beach",
        "Beach wheelchairs to borrow for nothing, and volunteers who know how to use them.",
        "Families told us that they drive past the sea because one of them cannot get to it.",
        "We train volunteers, keep the booking line open from April to October, and tell schools and homes.",
        ("Booking line and training", "Three chairs and their upkeep"),
    ),
    _project(
        "Allotment for all",
        "Raised beds, a shelter and a growing course for people who have never had a garden.",
        "The waiting list for an allotment is seven years, and most flats nearby have no balcony.",
        "A gardener leads two groups a week. What we grow goes to the food bank.",
        ("Gardener’s time", "Beds, soil, seeds and shelter"),
    ),
    _project(
        "The long table",
        "One lunch a month at which a whole street cooks and eats together, from door to door.",
        "Two in five people in our survey had not spoken to a neighbour in the last month.",
        "Six streets, one lunch each every month, with a borrowed kitchen and tables that fold.",
        ("Kitchen, food and tables", "A cook who teaches, and publicity"),
    ),
    _project(
        "Boats for all",
        "Disabled people learn to sail in boats that fit them, with a friend or a carer on board.",
        "The nearest club with a hoist is fifty miles away, and it has a waiting list of a year.",
        "We train eight helpers, adapt two boats, and sail on every Saturday from April to October.",
        ("Trainers and safety boat", "Hoist, harnesses and buoyancy aids"),
    ),
    _project(
        "Words at home",
        "People who are new to English practise with a volunteer, at home or in the library.",
        "The college has no place before next year, and parents with small children cannot get there.",
        "Twenty volunteers are trained, and each meets one learner for an hour every week.",
        ("Trainer and co-ordinator", "Books, travel and checks"),
    ),
    _project(
        "The night hut",
        "A warm hut where young people can be on Friday nights, with music, food and somebody to talk to.",
        "Police and parents asked for it: there is nowhere to go after eight but the bus shelter.",
        "Two youth workers and four volunteers open it every Friday, and young people run the programme.",
        ("Youth workers", "Heating, food and instruments"),
    ),
]

MAMA_TO_MAMA_PROJECTS = [
    _project(
        "A baby bank for Thanet",
        "Cots, clothes, nappies and a friendly ear for mothers in Thanet and their new babies.",
        "Midwives send us a third more families than last year, and our room is too small for a cot and a pram.",
        "We move into a larger room, train twenty volunteers, and open on two days a week.",
        ("Rent, shelves and a volunteers’ co-ordinator", "Safe cots, mattresses and nappies"),
    ),
    _project(
        "A voice at night",
        "A phone line where a mother who is up with her baby at night can talk to another mother.",
        "In our survey two in three mothers said that the hours after midnight were the loneliest.",
        "We train thirty volunteers at home, and open the line from eleven until five.",
        ("Training and supervision", "Phones and line"),
    ),
]
MAMA_TO_MAMA_ANSWER = (
    "Midwives and health visitors in Thanet sent 412 families to us last year, a third more than the year before. "
    "One in five had no safe place for the baby to sleep."
)


def answer_to(question, project, random):
    """A believable answer of a project to one of the round's questions, as it would have been typed."""
    if question.kind == Kind.NUMBER:
        return str(random.randrange(4, 60) * 10)
    if question.kind == Kind.CHOICE:
        return random.choice(question.choices)
    if question.kind == Kind.YES_NO:
        return random.choice(["yes", "no"])
    if question.kind == Kind.DATE:
        return f"{random.randrange(1, 28)} {random.randrange(1, 12)} {question.section.round.closes_at.year + 1}"
    if question.kind in (Kind.MONEY, Kind.SHORT):
        return ""
    return {
        "What is the need, and how do you know?": project["need"],
        "What will you do, step by step?": project["plan"],
        "What will be left when the project ends?": "Trained volunteers, a group that runs itself, and what we bought.",
    }.get(question.text, "We know our neighbours: leaflets, a stall on market day, and a page that is easy to share.")
