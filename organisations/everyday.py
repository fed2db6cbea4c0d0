"""Everyday words that are not misspelt, though no entry may use them: "gas bill" is not put right to something else."""

EVERYDAY = frozenset(
    """
    account accounts aerobics afternoon afternoons age angling animal aunt autumn badminton baking ballet ballroom
    basketball bass bath bike bikes bill bills bingo blanket board boat boats book books boots boxing boy boys bread
    breakfast bridge brother brothers bus buses cake camera camp camping canoe car card cards cars cash cello chair
    chairs cheap chess child childminder children christmas clay climbing clothes coat coats coding coffee comics
    cook cooker cookery cooking crochet croquet dad dads dancing darts daughter daughters daytime dentist desk diet
    dinner diving doctor doctors dog donate donation drawing dress drive driver driving drum drums easter electric
    electricity embroidery emergency energy evening evenings events exam exams film films fish fishing flat flowers
    flute folk food friday friend friends fuel fun games gang gas gift gifts girl girls glasses golf gran grandad
    grandchild grandchildren grandma grandparents granny guitar gymnastics hair half hand handball hiking history
    hobby hockey holiday holidays home homework house household husband hygiene ice ironing jazz jewellery job jobs
    journey judo karate kayak kid kids kitchen knit knitting lace ladies lads lady laundry lawyer lego letter
    letters lightbulb loan loans lonely lunch magic man maths meal meals medicine men metal model models monday
    money month morning mornings mortgage motorbike mowing mum mums nan nanny needle needlework neighbour neighbours
    netball news night nights nurse nurses oil older origami paint paper parent parents park parks party pension
    phone photo photography photos piano picnic pilates plumber poem poems poetry police pool pottery present
    presents printer puzzle puzzles quilt quilting quiz radio railway railways rain reading rent rescue ride rides
    robot roller rugby sail sailing saturday scarf school schools science scrabble sculpture sea season sewing
    shelter shoes shop shopping shops sick sing sister sisters skate skateboard skating ski skiing sleep snooker
    snow soap sofa softball son sons spanish spare spring squash stamp stamps stop summer sunday supper surf surfing
    swim table tablet tap tax taxi tea teacher teachers teen teens tennis term thursday tools town toy toys
    trampoline trampolining travel trip trips trombone trumpet tuesday tutor uk uncle uni uniform uniforms
    university upcycling vet vets violin volleyball walk wash washing water wedding wednesday week weekday weekdays
    weekend weekends weekly wheel wheels wife wine winter wives woman women wood wool work workout worried worry
    wrestling write writing yarn year years yoga young youngster youngsters zumba
    """.split()
)
