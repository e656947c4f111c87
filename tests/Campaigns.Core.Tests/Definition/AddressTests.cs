namespace Campaigns.Tests.Definition;

/// <summary>
/// Addresses are parsed correctly or refused: one normal form for every spelling of a mailbox, without hidden characters.
/// </summary>
public class AddressTests
{
    private const string Line = "a line break";

    [Theory]
    [InlineData("ann.lee@example.com", "ann.lee@example.com")]
    [InlineData("Ann.Lee@Example.COM", "ann.lee@example.com")]
    [InlineData(" ann.lee@example.com\t", "ann.lee@example.com")]
    [InlineData("ann.lee@example.com\r\n", "ann.lee@example.com")]
    [InlineData("\ufeffann.lee@example.com\u200b", "ann.lee@example.com")]
    [InlineData("\u200eann.lee@example.com\u200e", "ann.lee@example.com")]
    [InlineData("Ann Lee <Ann.Lee@example.com>", "ann.lee@example.com")]
    [InlineData("\"Lee, Ann\" <ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("\"Ann <ann@old.example.com>\" <ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("Lee, Ann < ann.lee@example.com >", "ann.lee@example.com")]
    [InlineData("Ann @ Example <ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("'Ann.Lee@example.com' <ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("\u202bآن\u202c <ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("<ann.lee@example.com>", "ann.lee@example.com")]
    [InlineData("mailto:Ann.Lee@example.com", "ann.lee@example.com")]
    [InlineData("o'brien+news_2026@mail.example.co.uk", "o'brien+news_2026@mail.example.co.uk")]
    [InlineData("info@Bücher.example", "info@xn--bcher-kva.example")]
    [InlineData("info@XN--Bcher-KVA.example", "info@xn--bcher-kva.example")]
    [InlineData("test@dömäin.org", "test@xn--dmin-moa0i.org")]
    [InlineData("test@ДОМЕН.рф", "test@xn--d1acufc.xn--p1ai")]
    [InlineData("a@ليهمابتكلموشعربي.example", "a@xn--mgbcah9ar9a4efegftvvn.example")]
    [InlineData("a@straße.日本語", "a@xn--strae-oqa.xn--wgv71a119e")]
    [InlineData("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v")]
    [InlineData("a@𐌀𐌁.example", "a@xn--097cc.example")]
    [InlineData("straße@example.com", "straße@example.com")]
    public void Mailbox_has_one_form_however_it_is_spelled(string written, string form)
    {
        var contact = Mail(written);

        Assert.Null(contact.Problem);
        Assert.Equal(form, contact.AddressOn(Channels.Email));
        Assert.Equal(form, contact.Addresses[Channels.Email]);
        Assert.Equal(form, Suppression.OfAddress("t", written).Address);
        Assert.Equal(form, Suppression.OfAddress("t", written, Channels.Email).Address);
        Assert.Equal(form, Mail(form).AddressOn(Channels.Email)); // the normal form stays the same
    }

    [Theory]
    [InlineData("not an address", "no @")]
    [InlineData("ann.lee", "no @")]
    [InlineData("@example.com", "before the @")]
    [InlineData("ann@", "domain")]
    [InlineData("ann@example", "no dot")]
    [InlineData("ann@example..com", "domain")]
    [InlineData("ann@example.com.", "domain")]
    [InlineData("ann@-example.com", "hyphen")]
    [InlineData("ann@192.168.0.1", "number")]
    [InlineData("ann@[192.168.0.1]", "the character \"[\"")]
    [InlineData("ann@exa_mple.com", "the character \"_\"")]
    [InlineData("ann..lee@example.com", "an extra dot")]
    [InlineData(".ann@example.com", "an extra dot")]
    [InlineData("ann lee@example.com", "a space")]
    [InlineData("'ann@example.com", "the character \"'\"")]
    [InlineData("\"ann lee\"@example.com", "a quotation mark")]
    [InlineData("ann@example.com (home)", "a space")]
    [InlineData("a@example.com, b@example.com", "more than one @")]
    [InlineData("a@example.com;b@example.com", "more than one @")]
    [InlineData("a@example.com b@example.com", "more than one @")]
    [InlineData("Ann <a@example.com>, Bob <b@example.com>", "two e-mail addresses")]
    [InlineData("a@example.com, Bob <b@example.com>", "two e-mail addresses")]
    [InlineData("ann@example.com?subject=hi", "the character \"?\"")]
    [InlineData("ann@example.com>", "the character \">\"")]
    [InlineData("info@bu\u0308cher.example", "an accent")]
    [InlineData("ﬁnn@example.com", "the character \"ﬁ\"")]
    [InlineData("\u212Aate@example.com", "it is a variant")]
    [InlineData("ａnn@example.com", "full width")]
    [InlineData("ann＠example.com", "full width")]
    [InlineData("a@x.org\r\nBcc: b@example.com", Line)]
    [InlineData("a@x.org\nb", Line)]
    [InlineData("Ann\r\nBcc: b@example.com <a@x.org>", Line)]
    [InlineData("a\u2028@x.org", Line)]
    [InlineData("a\0@x.org", "U+0000")]
    [InlineData("a\u001b[2J@x.org", "U+001B")]
    [InlineData("a\u200b@x.org", "U+200B")]
    [InlineData("a\u00ad@x.org", "U+00AD")]
    [InlineData("\u202emoc.elpmaxe@\u202ca", "U+202C")]
    [InlineData("a@x\u200d.org", "U+200D")]
    [InlineData("a@x\U000E0041.org", "U+E0041")]
    [InlineData("a@x\u3164.org", "U+3164")]
    public void What_is_no_mailbox_is_refused_and_the_message_names_the_character(string written, string named)
    {
        var contact = Mail(written);

        Assert.Contains(named, contact.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("x.org", contact.Problem, StringComparison.Ordinal);
        Assert.Null(contact.AddressOn(Channels.Email));
        Assert.Contains(
            named, Assert.Throws<ArgumentException>(() => Suppression.OfAddress("t", written, Channels.Email)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void Mailbox_has_at_most_254_characters(int length, bool isFine)
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 5))[..(length - 16)];
        Assert.Equal(isFine, Mail($"ann@{domain}.example.com").Problem is null);
    }

    [Theory]
    [InlineData(50, null)]
    [InlineData(63, "domain")] // 69 in ASCII
    public void International_domain_is_judged_by_the_length_it_has_in_mail(int length, string? problem)
    {
        var contact = Mail($"ann@{new string('ü', length)}.example");

        Assert.Equal(problem is null, contact.Problem is null);
        Assert.Contains(problem ?? "", contact.Problem ?? "", StringComparison.Ordinal);
        Assert.Equal(problem is null, contact.AddressOn(Channels.Email) is not null);
    }

    [Fact]
    public void Half_a_pair_of_surrogates_is_no_character() =>
        Assert.Contains("U+D800", Mail("a\ud800@x.org").Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("linkedin", " in/Ann-Lee\n", "in/Ann-Lee")]
    [InlineData("whatsapp", "+1 (555) 010-0001", "+15550100001")]
    [InlineData("fax", "12 34", "12 34")]
    [InlineData("teams", "Ann <Ann@Example.com>", "ann@example.com")]
    [InlineData("matrix", "@Ann:example.org", "@Ann:example.org")]
    public void Address_on_a_channel_of_ones_own_loses_what_stands_around_it(string channel, string written, string form)
    {
        Assert.Equal(form, new Contact("a", addresses: new Dictionary<string, string> { [channel] = written }).AddressOn(channel));
        Assert.Equal(form, Suppression.OfAny("t", written, channel).Address);
    }

    [Theory]
    [InlineData("linkedin", "in/ann\r\nX: y")]
    [InlineData("whatsapp", "+15550100001\u202e")]
    [InlineData("fax", "12\u001b34")]
    public void Nothing_unseen_stands_in_an_address_a_key_a_zone_or_a_name(string channel, string written)
    {
        var address = new Contact("a", addresses: new Dictionary<string, string> { [channel] = written });
        Assert.True(address.Problem is not null || Unseen.Find(address.AddressOn(channel)!) is null);
        var key = new Contact(written + "k", "+15550100001");
        Assert.Contains("the key holds", key.Problem, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Suppression.OfContact("t", written + "k"));
        Assert.Contains(
            "the time zone holds", new Contact("k", "+15550100001", "Europe/" + written + "k").Problem, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Suppression.OfContact(written + "k", "ann"));
        Assert.Throws<ArgumentException>(() => Suppression.OfContact("t", "ann", written + "k"));
        Assert.NotEmpty((People.Calls(StepRetryPolicy.None) with { Name = written + "k" }).Validate());
        Assert.NotEmpty((People.Calls(StepRetryPolicy.None) with { Tenant = written + "k" }).Validate());
    }

    [Fact]
    public void Key_is_the_same_with_white_space_around_it()
    {
        Assert.Equal("ann", new Contact(" ann\r\n", "+15550100001").Key);
        Assert.Equal("ann", new Contact("\ufeffann", "+15550100001").Key);
        Assert.Equal("+15550100001", new Contact("\u200b", "+1 555 010 0001").Key);
        Assert.Equal("ann", Suppression.OfContact("t", "ann ").ContactKey);
    }

    [Fact]
    public void Two_addresses_on_one_channel_are_a_problem()
    {
        var contact =
            new Contact("a", addresses: new Dictionary<string, string> { ["email"] = "a@example.com", ["email "] = "b@example.com" });
        Assert.Contains("two addresses on the channel email", contact.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(555) 010-0001", "no country code")]
    [InlineData("15550100001", "no country code")]
    [InlineData("0015550100001", "begins with 00")]
    [InlineData("+1 (650) 253-0000 x123", "extension")]
    [InlineData("4.47911E+11", "power of ten")]
    [InlineData("'+442079460958", "spreadsheet")]
    [InlineData("+999 123 456 789", "assigned to no country")]
    [InlineData("ann@example", "no dot")]
    [InlineData("a@x.org\r\nb@x.org", Line)]
    public void Entry_without_a_channel_that_would_match_nobody_is_refused_with_the_words_of_enrollment(string written, string said)
    {
        Assert.Contains(
            said, Assert.Throws<ArgumentException>(() => Suppression.OfAddress("t", written)).Message, StringComparison.Ordinal);
        Assert.Contains(
            said, Assert.Throws<ArgumentException>(() => ContactEvent.OfAddress("t", written)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_entry_that_cannot_be_read_stays_as_it_is()
    {
        Assert.Equal("(555) 010-0001", Suppression.Restore("t", null, Channels.Voice, "(555) 010-0001").Address);
        Assert.Equal("ann@example.com", Suppression.Restore("t", null, null, "Ann@Example.com").Address);
        Assert.Equal(
            (" ann ", null),
            (Suppression.Restore("t", " ann ", null, null).ContactKey, Suppression.Restore("t", "ann", null, null).Address));
    }

    private static Contact Mail(string address) => new("ann", addresses: new Dictionary<string, string> { [Channels.Email] = address });
}
