namespace Campaigns.Samples.UpstreamMock;

/// <summary>A recruiting platform in memory: users with channels, roles with candidates, and the chats between them.</summary>
internal sealed class Platform(TimeProvider time, Habits habits)
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private readonly Dictionary<string, User> _users = new()
    {
        ["Bearer andreas"] = new User(1001, "Andreas", "Example", "andreas@example.com"),
        ["Bearer petra"] = new User(1002, "Petra", "Example", "petra@example.com"),
    };

    private readonly Dictionary<long, Role> _roles = new()
    {
        [1] = new Role(1, "Software Engineer", "Startup experience wanted"),
        [2] = new Role(2, "Data Engineer", "Pipelines of all sizes"),
    };

    private readonly Dictionary<long, List<Candidate>> _candidates = new()
    {
        [1] = [.. Enumerable.Range(1, 200).Select(NewCandidate)],
        [2] = [.. Enumerable.Range(150, 151).Select(NewCandidate)], // 150 to 200 are candidates of both
    };

    private readonly Dictionary<long, List<Channel>> _channels = new()
    {
        [1001] = [new Channel(11, "EMAIL", "OK"), new Channel(12, "LINKEDIN", "OK")],
        [1002] = [new Channel(21, "EMAIL", "OK"), new Channel(22, "LINKEDIN", "OK")],
    };

    private readonly Dictionary<(long Channel, long Candidate), List<Message>> _chats = [];
    private long _messages;

    /// <summary>All messages of users, in the order in which they were sent.</summary>
    public IReadOnlyList<Message> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _chats.Values.SelectMany(chat => chat).Where(message => message.From >= 1001).OrderBy(message => message.Id)];
            }
        }
    }

    public User? FindUser(string? credential)
    {
        lock (_lock)
        {
            return credential is null ? null : _users.GetValueOrDefault(credential);
        }
    }

    public IReadOnlyList<Role> Roles => [.. _roles.Values];

    public Role? FindRole(long role) => _roles.GetValueOrDefault(role);

    public IReadOnlyList<Candidate>? CandidatesOf(long role)
    {
        lock (_lock)
        {
            return _candidates.TryGetValue(role, out var found) ? [.. found] : null;
        }
    }

    public IReadOnlyList<Channel> ChannelsOf(User user)
    {
        lock (_lock)
        {
            return [.. _channels[user.Id].Select(channel => IsLoggedOut(channel) ? channel with { Status = "ERROR_CREDENTIALS" } : channel)];
        }
    }

    /// <summary>The messages of a chat, with what the candidate has done meanwhile; null for a channel that the user does not have.</summary>
    public IReadOnlyList<Message>? Chat(User user, long channel, long candidate)
    {
        lock (_lock)
        {
            if (ChannelsOf(user).All(own => own.Id != channel))
            {
                return null;
            }

            var chat = ChatOf(channel, candidate);
            Act(user, candidate, chat);
            return [.. chat];
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>The status to answer, and the message if it is 200.</returns>
    public (int Status, Message? Message) Send(User user, long channel, long candidate, NewMessage message)
    {
        lock (_lock)
        {
            if (ChannelsOf(user).FirstOrDefault(own => own.Id == channel) is not { } found || _candidates.Values.All(role => role.All(one => one.Id != candidate)))
            {
                return (404, null);
            }

            if (string.IsNullOrEmpty(message.Body) || (found.Type == "EMAIL" && string.IsNullOrEmpty(message.Subject)))
            {
                return (400, null);
            }

            return found.Status == "OK" ? (200, Add(channel, candidate, user.Id, candidate, message)) : (409, null);
        }
    }

    /// <summary>Puts a message of a candidate into a chat, as if it had been received.</summary>
    public Message Receive(long channel, long candidate, long user, string body, DateTimeOffset? at)
    {
        lock (_lock)
        {
            var message = new Message(++_messages, candidate, user, null, body, at);
            ChatOf(channel, candidate).Add(message);
            return message;
        }
    }

    /// <summary>Has a message opened.</summary>
    public void Open(long message)
    {
        lock (_lock)
        {
            foreach (var chat in _chats.Values)
            {
                var index = chat.FindIndex(one => one.Id == message);
                if (index >= 0)
                {
                    chat[index] = chat[index] with { OpenedAt = time.GetUtcNow() };
                }
            }
        }
    }

    /// <summary>Changes a user's channels.</summary>
    public void SetChannels(long user, params Channel[] channels)
    {
        lock (_lock)
        {
            _channels[user] = [.. channels];
        }
    }

    /// <summary>Changes a user's credential, which makes the former one invalid.</summary>
    public void SetCredential(long user, string credential)
    {
        lock (_lock)
        {
            var (former, found) = _users.First(entry => entry.Value.Id == user);
            _users.Remove(former);
            _users[credential] = found;
        }
    }

    /// <summary>Replaces a candidate in all roles.</summary>
    public void SetCandidate(Candidate candidate)
    {
        lock (_lock)
        {
            foreach (var role in _candidates.Values)
            {
                var index = role.FindIndex(one => one.Id == candidate.Id);
                if (index >= 0)
                {
                    role[index] = candidate;
                }
            }
        }
    }

    /// <summary>Adds a user.</summary>
    public void AddUser(User user, string credential, params Channel[] channels)
    {
        lock (_lock)
        {
            _users[credential] = user;
            _channels[user.Id] = [.. channels];
        }
    }

    private static Candidate NewCandidate(int id) =>
        new(id, $"Milan {id}", "Example", id % 10 == 0 ? null : $"milan{id}@example.com", id % 7 == 0 ? null : $"in/milan-{id}");

    private List<Message> ChatOf(long channel, long candidate) =>
        _chats.TryGetValue((channel, candidate), out var chat) ? chat : _chats[(channel, candidate)] = [];

    private Message Add(long channel, long candidate, long from, long to, NewMessage message)
    {
        var added = new Message(++_messages, from, to, message.Subject, message.Body!, time.GetUtcNow());
        ChatOf(channel, candidate).Add(added);
        return added;
    }

    /// <summary>Does what the candidate has done since the chat was read last.</summary>
    private void Act(User user, long candidate, List<Message> chat)
    {
        var now = time.GetUtcNow();
        for (var i = 0; habits.OpenAfter > TimeSpan.Zero && candidate % 2 == 0 && i < chat.Count; i++)
        {
            if (chat[i] is { OpenedAt: null } message && message.From == user.Id && message.SentAt + habits.OpenAfter is { } opened && opened <= now)
            {
                chat[i] = message with { OpenedAt = opened };
            }
        }

        var first = chat.Find(message => message.From == user.Id);
        if (habits.ReplyAfter > TimeSpan.Zero && candidate % 3 == 0 && first?.SentAt + habits.ReplyAfter is { } replied && replied <= now
            && chat.All(message => message.From != candidate))
        {
            chat.Add(new Message(++_messages, candidate, user.Id, null, "Thanks, tell me more!", replied));
        }
    }

    private bool IsLoggedOut(Channel channel) =>
        channel.Type == "LINKEDIN" && habits.LogoutEvery > TimeSpan.Zero
        && TimeSpan.FromTicks((time.GetUtcNow() - _since).Ticks % habits.LogoutEvery.Ticks) >= habits.LogoutEvery - habits.LogoutFor;
}
