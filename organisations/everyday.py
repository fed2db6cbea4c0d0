"""Everyday words that are not misspelt, though no entry may use them: "gas bill" is not put right to something else."""

EVERYDAY = frozenset(
    """
    able accident accommodation account accounts ache acting address adopt adoption adult adults adventure
    aerobics afford afraid african afternoon afternoons age agency airport aisle alarm albanian alcohol alive
    allergies allergy alone altogether ambition ambulance american anger angling angry animal anniversary
    announce annual answer anxious anybody anyone apartment app appeal apple apply appointment apprentice
    apprenticeship arabic arch area argue argument army arrange arrest arrow artist asian asked asleep assault
    assessment asthma asthmatic attack attend attic audience aunt australian author autism autumn available
    aware awful babies baby babysitter babysitting bachelor backache bad badminton bake baker baking bald ballet
    balloon ballroom ban bandage bang bangladeshi banking bankrupt bankruptcy banner bar barber bare bargain
    barrel baseball basement basic basin basket basketball bass bath bathroom batter batteries battery beach
    bear beard beat beautiful beauty bedding bedroom bedrooms bedtime bee beef bees beginner beginners beginning
    behaviour behind being belief bell bells belong belt bench bengali bereaved better bible bicycle bicycles
    big bike bikes bill bills bin bingo bins bird birds birth birthday birthdays biscuit bishop bite bitter
    black blame blanket bless blind blink blood blow blown blue board boat boats body boil boiler bold bomb bone
    bones book books boots bored boring born borrow boss bother bottle bottom bought bounce bowl box boxing boy
    boyfriend boys bracelet brain branch brave brazilian bread breakdown breakfast breast breath brick bridge
    brief bright brilliant broke broken bronze brother brothers brownie brush bubble bucket buffet build builder
    builders bulb bulbs bulgarian bullied bully bullying bump bunch bunk burden bureau burglar burglary burgled
    buried burn burst bus buses bush business busy butter button buy buying cable cafe cage cake calendar calm
    camel camera camp campaign campaigns camping canal cancel cancelled cancer candidate candle canoe cantonese
    cap captain car caravan card cards career careful cargo caribbean caring carpet carpets carrot carry cars
    cash castle castles casual cat catalogue catch catholic cats cattle caught caution cave cease ceiling
    celebrate cellar cello cement cemetery centimetre cereal ceremony certificate chain chair chairs chalk
    champion chance change channel chapter charge charged charging charm chase chatting cheap cheek cheer cheese
    chemist chemo cheque cherry chess chest chicken chief child childminder children chill chimney chin chinese
    chocolate choice choices choose chop chorus christian christmas cigar cigarette cigarettes cinema circle
    citizen city clap class classes clay clean cleaner cleaning clerk clever client cliff climb climbing clinic
    clip cloak clock close closed closer cloth clothes clothing cloud clown clue clumsy coach coal coast coat
    coats cocktail coconut coding coffee coffin coin cold collapse collar collect collection college collie
    colour column comb comedy comfort comfy comic comics commode commune communicate commute compass
    compensation compete complain complaint complete compost computer computers concern concert conclude
    concrete confess confidence confident confuse congratulations connect conservation consider contact contest
    context continue contraception contract control conversation convince cook cooker cookery cooking cope
    coping copper copy coral cord corn corner cornish correct corridor cost costs costume cottage cotton cough
    council councillor counsellor count country county couple couples courage court cousin cousins coward crab
    crack cramp crane crash crawl crazy cream creative creature credit crew cricket crime criminal crisps
    crochet crocodile croquet cross crow crowd crown cruel crumb crutch crutches cry crying cube cuff cultural
    culture cup cupboard cure curry cursed curtain curtains cushion custody customer cut cyber cycle cyclist
    czech dad dads dairy damp dance dancing danger dangerous danish dark darts date dating daughter daughters
    daytime dead dealing dear death debt debts decide decision decorate decorating decorator deep degree delay
    deliver delivery dementia dentist department depressed depression design desk desperate detox diabetes
    diabetic diary dictionary die died diesel diet difficult dig digital dinner dinners dirty disability
    disabled discharge disco discount discover disease dish diving divorce divorced dizzy doctor doctors dog
    doll dolls donate donation donkey donkeys donor door double doubt doubtful downstairs drag draughts drawing
    dream dress drink drinker drinking drinks drive driver driving drop drown drug drugs drum drums drunk dry
    dull dump dust dutch duty dying dyslexia dyslexic earn earring ears easily easter eat eating edge egg eggs
    elder elderly election electric electricity email emails embarrassed embroidery emergency emotional employer
    employment empty encourage ending energetic energy engaged engine english enjoy enter entertainment entrance
    envelope environment epilepsy equality equipment error escape essay estonian european evening evenings event
    events everybody everything evicted eviction evidence evil exact exam exams exciting excuse exercise
    exhausted expect expensive experience expert explain extra eye eyes eyesight face fact factory fail failure
    fairy fall fallen falls false family famous fancy fare farmer farmers farming farsi fashion fast fat fault
    favour favourite fear feather feed feeding feeling feelings feels feet fell fence festival fever few fiction
    field fields fight fighting figure file filipino fill film films final finance financial finger fingers
    finish finnish fire fireworks firm fish fishermen fishing fist fitness fix flag flame flash flat flavour
    flesh flip float flood flooded flooding floor flour flow flower flowers flute fly focus fold folk follow
    food foreign foreigner foreigners forest forever forget forgetful forgetting forgive fork form forms fortune
    forward foster fostering fox foxes frame fraud freeze freezer french fresh friday fridge friend friendly
    friends fries frightened frog front frozen fruit fry fuel full fun function funeral funerals furniture
    future gamble gambling games gang garage gas gcse german germany ghanaian gift gifts girl girls giving glad
    glasses golf goodbye government gran grandad grandchild grandchildren grandma grandparents granny grass
    grave graves gravestone greek grieving groom ground grounds grow growing guardian guest guilty guitar
    gujarati gurkha gurkhas gymnast gymnastics gypsy habit hair haircut hairdresser half hand handball happen
    happy harassment harmed hate headache hear hearing heart heat heated heater heating heavy heel height hell
    helped hero hiking hindi hip hire history hit hits hoard hoarding hobby hockey hold holiday holidays home
    homeless homelessness homesick homework honest horrible horse horses hospital hot hotel hour hours house
    household houses hungarian hungry hurt hurting husband husbands hut huts hygiene ice idea ideas ill illness
    important income independence independent indian infant injured injury inside insurance interest internet
    interpreter interview invite iranian iraqi irish ironing italian italy itch jail jamaican japanese jazz
    jewellery jewish jigsaw jigsaws job jobs journey judo jumble jumper justice karate kayak keen kenyan key
    keys kid kidney kids kill kind kinship kitchen knee knit knitting korean kosher kurdish lace ladies lads
    lady language languages laptop large late latin latvian laugh laughing laundry law lawn lawyer lazy leaflet
    leaflets learn learner learning leave left legal lego lend lesson lessons letter letters liar licence life
    light lightbulb list listen listening lists literacy lithuanian liver living loan loans lodger lodgings
    london lonely lose losing loss lost lottery loud love lucky lunch lung lungs machine mad magic mail
    maintenance malayalam male man manage mandarin mania manual marriage married massage mate maternity maths
    mattress meal meals mean measles meat medical medication medicine meditation medium memories memory men
    menopause mental mess metal migraine milk minder minders mindfulness minor miscarriage miserable missing
    mistake mobile mobility model models monday money month moped morning mornings mortgage mortgages mosque
    mother mothers motor motorbike motorcycle mouse move movie movies moving mowing mum mums murder muscle music
    musical muslim naked name nan nanny nappy native natural neck needed needle needlework negative neighbour
    neighbours nepalese nepali nephew nervous netball newborn news newspaper newspapers nice niece nigerian
    night nightmare nights nobody noise noisy normal north norwegian nothing numb number numbers nurse nursery
    nurses nursing obese obesity offence offender office officer oil older origami orphan outdoors outing
    outings oven overdose overweight owe owed owing pain painful paint painter painting pakistani panic
    pantomime paper paperwork paralysed parcel parcels parent parents park parking parks partner party pashto
    passed passport patient patients pay paying payment payments peace pension pensioner perform period persian
    personal pet petrol pets pharmacy phone photo photography photos physical physio physiotherapy piano pick
    picnic pilates pilgrimage pill pills pink pipe pitch plan plane planning plant planting plants plaster play
    player playground playgrounds playing pleasant plumber plumbing poem poems poetry poison police polish pool
    poor poorly popular portuguese positive possible post postman postnatal postpartum pottery poverty
    powerchair practice pray prayer prayers praying prefer pregnancy pregnant prescription prescriptions present
    presents pressure pretty price prices print printed printer prison prisoner private prize probation problem
    problems professional programme promise property protect protest proud psychiatrist psychologist pub public
    pull punish punjabi puppet puppets push puzzle puzzles qualification qualifications question questions quick
    quiet quilt quilting quit quiz rabbit rabbits race racing racism racist radio rail railway railways rain
    raise raising rape raped rash rat rats read reader reading ready real reason record recorder recovery
    recycle recycling red reduce redundancy redundant refugee register rehab relapse relationship relationships
    relative relatives religion religious removal removals rent repair repairs repay report request rescue
    resident rest restaurant restoration retire retired retirement return rheumatism ride rides ring ringing
    rings risk road robot roller roma romanian romany roof room rooms rope rowing rubbish rude rugby ruined run
    runner running russian sad sadness safe safety sail sailing salary sale sales salsa sanction sanctions
    sandwich sat saturday sauna save saved scam scammed scams scared scarf scheme school schools science score
    scottish scrabble scream screen screening scuba sculpture sea search season seat secondary secret section
    seizure self sell send sensory separated separation serbian serious sewage sewing sex sexual sexuality shame
    share sheep shelter shift ship shoe shoes shoot shop shopping shops shout shouting shower showers sick
    sickness sight sign signing silly sing singing single sir sister sisters size skate skateboard skating ski
    skiing skin skint skirt sleep sleeping slept slovak slovakian slow small smart smear smell smoke smoking
    snack snooker snow soap sober social sofa softball solicitor somali somebody son song songs sons sore sorry
    sort soul sound south spanish spare speak speaking special speech speed spend spider spirit spiritual sports
    spouse spring squash stab stabbed stair stairlift stairs stalker stalking stamp stamps star starving state
    station stay steal steam stepson stick stolen stomach stone stop stopping store storm story strange stranger
    stray street stress stressed strike strong struggle struggling stuck student students study studying stupid
    sudanese suffer suffering sugar suicidal suicide suit summer sunday supper surf surfing surgery survivor
    survivors suspended swearing swedish sweet swim swimmer swings switch syrian table tablet taken taking talk
    talking tall tamil tango tantrum tap tattoo taught tax taxi tea teach teacher teachers teaching teen
    teenager teenagers teens teeth telephone television tenancy tenant tenants tennis term terrible terrified
    test thai theatre theft therapist therapy thief thing threatened throat thursday tidy tired toast toddler
    toddlers toilet toilets token tokens tomorrow tools tooth toothache touch tough tour town toy toys track
    trade traffic train trainer training trains tram trampoline trampolining trans transgender translate
    translation translator transport trapped trauma travel traveller travellers travelling treatment tree trees
    trial trip trips trombone trouble true trumpet trust truth try trying tuesday tuition tumour turkish tutor
    tv twin twins ugly uk ukrainian unable uncle unemployed unemployment unfair unhappy uni uniform uniforms
    university unwell upcycling upset urdu urgent use used useful user vacancies vacancy vaccine van vegan
    vegetable vegetables vegetarian vehicle vet vets victim victims video vietnamese village violence violent
    violin virus vision visit visiting visitor voice volleyball vote voting voucher vouchers vulnerable wage
    wages wait waiting walk walker walkers walking wallet want war warm wash washer washing waste watch watching
    water weak weapon wear weather website wedding wednesday week weekday weekdays weekend weekends weekly weep
    weight weird welcome welfare welsh wet wheel wheelchair wheels whist white widow widower wife wifi wild win
    window windows wine winter wish witness wives woman women wood wool work worker workers working workout
    worried worry worse worst wound wrestling wrist write writing wrong yarn year years yell yellow yoga young
    younger youngster youngsters youth youtube zimbabwean zoo zoom zumba
    """.split()
)


def is_everyday(word):
    """Whether a word or what it is a form of ("changing", "changes", "changed") is an everyday one.

    >>> is_everyday("shopping"), is_everyday("changing"), is_everyday("libary")
    (True, True, False)
    """
    return word in EVERYDAY or any(form in EVERYDAY for form in _forms(word))


def _forms(word):
    """What a word may be a form of."""
    for ending in ("s", "es", "d", "ed", "er", "ers", "ing", "ings"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield stem
            if ending.startswith("ing"):
                yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
