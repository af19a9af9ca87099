extension SmallSet {
    /// The words of the 2012 file `a`.
    static let a: [SmallWord] = [
        SmallWord("and", 470_825_580).tagged("CONJ", ("NOUN", 1), ("X", 1)),
        SmallWord("a", 365_000_000).tagged("DET", ("NOUN", 2), ("X", 1)),
        SmallWord("about", 28_400_000).tagged("ADP", ("ADV", 70), ("ADJ", 2)),
        SmallWord("abandon", 182_000, since: 1540).tagged("VERB", ("NOUN", 12)),
        SmallWord("aardvark", 610, since: 1785).tagged("NOUN", ("ADJ", 8)),
        SmallWord("Aardvark", 560, since: 1822).tagged("NOUN"),
        SmallWord("abacus", 4_300, since: 1560).tagged("NOUN"),
        SmallWord("apple", 158_000).tagged("NOUN", ("ADJ", 3)),
        SmallWord("Apple", 121_000, since: 1620).tagged("NOUN"),
        SmallWord("AIDS", 240_000, since: 1979).tagged("NOUN"),
        SmallWord("astronaut", 15_500, since: 1928).tagged("NOUN"),
        SmallWord("aforetime", 140, tilt: 6).tagged("ADV"),
        SmallWord("afterwit", 2, tilt: 30),
        SmallWord("Access_", 70, since: 1950), SmallWord("A\"", 900, since: 1700), SmallWord("A\\B", 30, since: 1960),
        SmallWord("a,b", 45, since: 1890), SmallWord("A'que_ADJ", 3, since: 1800), SmallWord("août", 1_900),
        SmallWord("ångström", 260, since: 1900), SmallWord("à", 61_000), SmallWord("αβ_NOUN", 120, since: 1850),
        SmallWord("аз", 40, since: 1830),
        // Google publishes these in a file `pos`. Here, they would lead every ranking that fails to exclude tags.
        SmallWord("_NOUN_", 4_900_000_000), SmallWord("_VERB_", 2_400_000_000), SmallWord("_ADJ_", 1_300_000_000),
        SmallWord("_START_", 760_000_000), SmallWord("_END_", 760_000_000),
    ]

    /// The words of the 2012 file `b`.
    static let b: [SmallWord] = [
        SmallWord("be", 101_000_000).tagged("VERB", ("NOUN", 1)),
        SmallWord("but", 61_000_000).tagged("CONJ", ("ADP", 14), ("ADV", 4)),
        SmallWord("by", 88_000_000).tagged("ADP", ("PRT", 3)),
        SmallWord("book", 4_150_000).tagged("NOUN", ("VERB", 4)),
        SmallWord("bicycle", 61_000, since: 1862).tagged("NOUN", ("VERB", 3)),
        SmallWord("Bicycle", 9_600, since: 1868).tagged("NOUN"),
        SmallWord("betwixt", 3_100, tilt: 14).tagged("ADP"),
        SmallWord("byte", 66_000, since: 1956).tagged("NOUN"),
        SmallWord("blog", 118_000, since: 1998).tagged("NOUN", ("VERB", 14)),
        SmallWord("banana", 41_000, since: 1690).tagged("NOUN"), SmallWord("B\"", 700, since: 1720),
        SmallWord("B\\", 25, since: 1965), SmallWord("b.c,d", 12, since: 1880), SmallWord("bébé", 1_400, since: 1790),
        SmallWord("Brontë", 16_500, since: 1847), SmallWord("Быть_X", 25, since: 1860), SmallWord("BOOK_", 22),
    ]

    /// The words of the 2012 file `x`.
    static let x: [SmallWord] = [
        SmallWord("x", 5_900_000).tagged("NOUN", ("X", 60), ("NUM", 9)), SmallWord("X", 2_800_000),
        SmallWord("xylophone", 2_900, since: 1866).tagged("NOUN"),
        SmallWord("Xylophone", 510, since: 1880).tagged("NOUN"),
        SmallWord("xerox", 5_100, since: 1948).tagged("NOUN", ("VERB", 50)),
        SmallWord("Xenophon", 31_000, tilt: 2).tagged("NOUN"), SmallWord("XML", 205_000, since: 1996).tagged("NOUN"),
        SmallWord("xebec", 420, since: 1750), SmallWord("ξi_NOUN", 34, since: 1900),
        SmallWord("X'rays", 6, since: 1896),
        SmallWord("x\"", 330, since: 1800), SmallWord("XIIème_X", 9, since: 1840),
        SmallWord("xC/cm2_NOUN", 4, since: 1955),
    ]

    /// Words of other files, which this set has for the other editions only.
    static let others: [SmallWord] = [
        SmallWord("the", 940_000_000).tagged("DET", ("X", 1)), SmallWord("cat", 640_000).tagged("NOUN"),
        SmallWord("forever", 1_050_000).tagged("ADV", ("NOUN", 9)), SmallWord("T\"", 480, since: 1800),
        SmallWord("circumvallate", 240, since: 1620).tagged("ADJ", ("VERB", 60)),
        SmallWord("naïve", 96_000, since: 1720),
        SmallWord("книга", 160, since: 1840), SmallWord("и", 3_900, since: 1800), SmallWord("étiquettes", 95),
        SmallWord(",", 1_150_000_000), SmallWord("1984", 1_450_000, since: 1700), SmallWord("ß", 2_100),
    ]

    /// The 2-grams of the 2012 file `th`.
    static let th: [SmallWord] = [
        SmallWord("the cat", 98_000), SmallWord("the_DET cat", 98_000), SmallWord("the cat_NOUN", 97_400),
        SmallWord("the_DET cat_NOUN", 97_300), SmallWord("The cat", 18_200), SmallWord("the dog", 175_000),
        SmallWord("the book", 690_000), SmallWord("the bicycle", 7_300, since: 1866), SmallWord("the end", 1_900_000),
        SmallWord("THE END", 21_000), SmallWord("this is", 2_950_000), SmallWord("that the", 9_800_000),
        SmallWord("thank you", 320_000), SmallWord("thou art", 33_000, tilt: 12), SmallWord("they are", 2_700_000),
        SmallWord("the Internet", 740_000, since: 1986), SmallWord("the \"", 1_400_000), SmallWord("the ,", 31_000),
        SmallWord("the \\", 600, since: 1950), SmallWord("the Brontë", 410, since: 1850),
        SmallWord("the ξi", 3, since: 1900),
        SmallWord("then _END_", 4_100), SmallWord("the _NOUN_", 390_000_000), SmallWord("th' expense", 40, tilt: 25),
    ]
}
