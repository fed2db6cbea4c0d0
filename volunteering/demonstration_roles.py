"""What the demonstration county's organisations ask volunteers to do."""

from typing import NamedTuple


class Role(NamedTuple):
    """One thing to do. `where` is a kind of place, or "home"; `themes` are slugs of organisations.vocabularies."""

    themes: str
    title: str
    summary: str
    tasks: str
    commitment: str
    times: str = "weekday-days"
    where: str = "Community centre"
    checks: str = "none"
    age: int = 18
    skills: str = ""
    training: str = "A first visit with somebody who knows the work, and a person to ask."
    one_off: bool = False


ROLES = [
    Role("food", "Food bank sorter", "Unpack what people have given and fill the shelves.", "You check dates, sort tins and packets, and make up parcels from a list. There is lifting, and there is tea.", "Three hours, one morning a week", age=16, skills="Logistics,SafeManualHandling", where="Church hall"),
    Role("food", "Community fridge host", "Welcome people and keep the fridge clean and full.", "You collect what a shop has left over, note temperatures and make everybody feel welcome.", "Two hours a week", "weekday-evenings", skills="PublicEngagement"),
    Role("food older-people", "Lunch club cook", "Cook a hot lunch for thirty neighbours.", "With two others you plan a simple menu, cook it and sit down to eat with our guests.", "Four hours on Thursdays", where="Village hall", training="Food hygiene course, paid by us.", skills="CooperativeWork"),
    Role("baby-and-family", "Baby clothes sorter", "Get good baby clothes ready for new families.", "You sort by size, check zips and stains, fold, and pack bundles that a health visitor has asked for.", "Two hours, when it suits you", "flexible", age=16, skills="Logistics"),
    Role("baby-and-family", "Family visitor", "Spend time each week with a family that is having a hard time.", "You visit one family at home: a walk, a hand with the little ones, somebody to talk to.", "Two to three hours a week, for six months", checks="enhanced", where="Family centre", training="Eight mornings of preparation before you start.", skills="EmpathyAndCompassion,ActiveListening"),
    Role("young-people", "Youth club helper", "Help run games, music and food on club night.", "You set up, play, listen, and clear away with the young people. A trained youth worker leads.", "Three hours on Fridays", "weekday-evenings", where="Youth centre", checks="enhanced", skills="LeadingSmallGroups"),
    Role("young-people education", "Homework club tutor", "Sit beside young people while they do their homework.", "You help with maths, reading or science, and mostly with starting.", "An hour and a half on Wednesdays", where="Library", checks="enhanced", skills="PatienceAndUnderstanding"),
    Role("older-people", "Telephone friend", "Ring somebody who lives alone, once a week.", "We match you with somebody who likes what you like. You ring at the same time each week and chat.", "Half an hour a week", "flexible", "home", "basic", 18, "ActiveListening,PhoneOnlineSupport"),
    Role("older-people transport", "Driver to hospital visits", "Drive older people to the doctor or the hospital and home again.", "You use your own car, wait with them and see them safely to their door.", "One trip a week or more", "flexible", "Community centre", "enhanced", 21, "Driving,ReliabilityAndTrustworthiness"),
    Role("older-people", "Tea dance host", "Pour tea, find partners and play the records.", "You welcome our dancers, serve cake and keep the raffle honest.", "The first Sunday of the month", "weekend-days", "Village hall", age=16, skills="PublicEngagement"),
    Role("dementia carers", "Memory café helper", "Make a warm afternoon for people with dementia and those who care for them.", "You serve drinks, join in songs and quizzes, and sit with anybody who would like company.", "Two hours every other Tuesday", where="Church hall", checks="basic", training="Dementia Friends session and a shadowing visit.", skills="PatienceAndUnderstanding"),
    Role("carers", "Carers’ group host", "Run a monthly evening for people who care for somebody.", "You book the speaker, make people welcome and pass on what they ask for.", "Three hours a month", "weekday-evenings", "Library", skills="EmpathyAndCompassion"),
    Role("mental-health", "Listening volunteer", "Answer messages from people who feel low.", "You reply by text from a quiet place at home, with a supervisor on hand.", "Four hours a week", "weekday-evenings", "home", "basic", 18, "ActiveListening,EmpathyAndCompassion", "Thirty hours of online training."),
    Role("mental-health environment", "Walking group leader", "Lead an easy walk for wellbeing.", "You choose a flat route, walk at the pace of the slowest and end at a café.", "Two hours on Saturdays", "weekend-days", "Country park", "basic", skills="LeadingSmallGroups,BasicFirstAid"),
    Role("health", "Hospice shop assistant", "Serve customers and make the window look lovely.", "You use the till, sort gifts and price them.", "Half a day a week", age=16, where="Charity shop", skills="PublicEngagement"),
    Role("disability sport", "Swimming helper", "Be in the water with disabled swimmers.", "You help people in and out, play games and keep an eye on one swimmer at a time.", "An hour on Sundays", "weekend-days", "Leisure centre", "enhanced", skills="PatienceAndUnderstanding"),
    Role("disability", "Talking newspaper reader", "Read the local news aloud for people who cannot see it.", "You record twenty minutes each week with our simple app.", "An hour a week", "flexible", "home", age=16, skills="ClearSpokenCommunication"),
    Role("advice", "Benefits form helper", "Help people fill in long forms.", "You go through the questions together, in our office, and check that nothing is missing.", "One day a week", where="Advice centre", checks="basic", training="A twelve-week course with an adviser beside you.", skills="PatienceAndUnderstanding,BasicITSkills"),
    Role("advice work-and-skills", "Digital buddy", "Show people how to use a phone or a computer.", "You answer one question at a time: email, video calls, bus times, staying safe.", "Two hours a week", where="Library", age=16, skills="BasicITSkills,PatienceAndUnderstanding"),
    Role("housing", "Night shelter host", "Welcome guests for the evening and share a meal.", "You make up beds, cook with the team and listen. Two staff are always there.", "One evening a fortnight", "weekday-evenings", "Church hall", "basic", skills="EmpathyAndCompassion"),
    Role("work-and-skills", "CV and interview coach", "Help somebody get ready for a job.", "You look over a CV, practise questions and cheer them on.", "An hour a week, by video", "flexible", "home", "basic", skills="MentoringVolunteers,PhoneOnlineSupport"),
    Role("transport", "Community minibus driver", "Drive the village minibus to shops and clubs.", "You check the bus, drive a short round and help people up the step.", "A half day each week", where="Village hall", checks="enhanced", age=23, training="The minibus test, paid by us.", skills="Driving"),
    Role("sport", "Parkrun marshal", "Cheer runners on and point the way.", "You stand at a corner in a bright vest, clap and shout encouragement.", "One Saturday morning", "weekend-days", "Country park", age=16, skills="PublicEngagement"),
    Role("sport young-people", "Junior football coach", "Coach the under nines.", "You plan a simple session, keep it fun and shake hands at the end.", "Two hours on Saturdays", "weekend-days", "Recreation ground", "enhanced", training="Level 1 coaching badge, paid by us.", skills="LeadingSmallGroups"),
    Role("arts", "Concert steward", "Take tickets, show people to their seats and hear the music.", "You arrive an hour early, help people who need a seat near the door, and stack chairs.", "One evening a month", "weekend-evenings", "Theatre", age=16, skills="PublicEngagement"),
    Role("arts", "Poster and leaflet designer", "Make our events look as good as they are.", "You design one poster a month from our words and photographs.", "A few hours a month", "flexible", "home", age=16, skills="SocialMediaHandling,IndependentWork"),
    Role("heritage", "Museum room guide", "Tell visitors the story of our town.", "You look after one room, answer questions and get out the dressing-up box.", "Three hours, one day a week", "weekend-days", "Museum", age=16, skills="PublicEngagement"),
    Role("heritage", "Archive typist", "Type up old letters so that anybody can search them.", "We send you pictures of handwriting; you type what you see.", "Whenever you like", "flexible", "home", age=16, skills="DataEntryAndReporting,IndependentWork"),
    Role("environment", "Garden helper", "Help to look after a garden that everybody may use.", "You weed, water, sow and harvest with six or seven others.", "Two hours on Tuesdays", where="Community garden", age=16, skills="BasicEquipmentUse"),
    Role("environment", "Beach cleaner", "Clear litter from the shore before the tide turns.", "We bring gloves, pickers and bags; you bring boots and a flask.", "One Sunday morning", "weekend-days", "Seafront", age=16, skills="CooperativeWork", one_off=True),
    Role("environment", "Tree planter", "Plant two hundred young trees in a day.", "You dig, plant, stake and mulch in pairs. No experience needed.", "One Saturday, 10am to 3pm", "weekend-days", "Country park", age=16, skills="BasicEquipmentUse", one_off=True),
    Role("animals", "Dog walker", "Walk rescue dogs that wait for a home.", "You walk two dogs in the lanes and note how they behave.", "Two hours a week", "flexible", "Animal rescue centre", skills="ReliabilityAndTrustworthiness"),
    Role("community-places", "Village hall caretaker’s mate", "Open up, set out chairs and fix small things.", "You share the keys with two others and choose your days.", "Two hours a week", "flexible", "Village hall", skills="BasicEquipmentUse,SafeManualHandling"),
    Role("volunteering funding", "Treasurer", "Keep a small charity’s books straight.", "You pay bills, bank money and bring one page of figures to each meeting.", "Four hours a month", "flexible", "home", "basic", skills="DataEntryAndReporting,ReliabilityAndTrustworthiness"),
    Role("volunteering community-places", "Summer fair steward", "Park cars, sell cakes and find lost children.", "You choose a job for the afternoon and meet half the town.", "One Saturday afternoon", "weekend-days", "Recreation ground", age=16, skills="PublicEngagement", one_off=True),
    Role("education", "Listen to children read", "Hear six children read, one at a time.", "You sit in the library corner and turn pages together.", "Two hours a week in term time", where="Primary school", checks="enhanced", skills="PatienceAndUnderstanding"),
    Role("faith food", "Winter warm space host", "Keep a warm room open with soup and board games.", "You put the kettle on, sit with people and do the washing-up.", "Three hours on Mondays", where="Church hall", age=16, skills="EmpathyAndCompassion"),
    Role("safety", "Flood warden", "Watch the river near you and knock on doors when it rises.", "You check the gauge, join two exercises a year and pass on warnings.", "A few hours a year, at short notice", "flexible", "Parish rooms", training="A day with the flood resilience team.", skills="ReliabilityAndTrustworthiness"),
]  # fmt: skip
