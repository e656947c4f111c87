using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Rows of contacts to insert.</summary>
internal sealed class ContactRows
{
    private readonly Column<long> _id;
    private readonly Column<long> _campaign;
    private readonly Column<long> _scope;
    private readonly Column<string?> _key;
    private readonly Column<long?> _phone;
    private readonly Column<string?> _zone;
    private readonly Column<string?> _addresses;
    private readonly Column<string?> _data;
    private readonly Column<string?> _protocol;

    public ContactRows()
    {
        (_id, _campaign, _scope, _key) = (Columns.Long(), Columns.Long(), Columns.Long(), Columns.Text());
        (_phone, _zone, _addresses) = (Columns.LongOrNull(), Columns.Text(), Columns.Text());
        (_data, _protocol) = (Columns.Text(), Columns.Text());
    }

    public Columns Columns { get; } = new();

    public void Add(in JobRecord job, EnrollmentPlace place)
    {
        var contact = job.Contact;
        _id.Add(job.Row.Id);
        _campaign.Add(place.Campaign);
        _scope.Add(place.Scope);
        _key.Add(contact.Key);
        _phone.Add(ContactChanger.Digits(contact.Phone));
        _zone.Add(contact.Zone);
        _addresses.Add(RowText.Write(contact.Addresses));
        _data.Add(RowText.Write(contact.Data));
        _protocol.Add(contact.ProtocolJson);
    }
}

/// <summary>Rows of addresses on other channels.</summary>
internal sealed class AddressRows
{
    private readonly Column<string?> _address;
    private readonly Column<long> _job;

    public AddressRows() => (_address, _job) = (Columns.Text(), Columns.Long());

    public Columns Columns { get; } = new();

    public int Count { get; private set; }

    public void Add(long job, Contact contact)
    {
        foreach (var address in contact.Addresses.Count == 0 ? [] : contact.Addresses.Values)
        {
            Count++;
            _address.Add(address);
            _job.Add(job);
        }
    }

    public void Clear()
    {
        Count = 0;
        Columns.Clear();
    }
}
