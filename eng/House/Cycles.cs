namespace Campaigns.House;

/// <summary>A dependency with its number of uses and the types used.</summary>
internal sealed record Edge(string From, string To, int Uses, IReadOnlyList<string> Types);

/// <summary>Cycles in a directed graph.</summary>
internal static class Cycles
{
    /// <summary>Each set of two or more nodes that reach one another (Tarjan), largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IEnumerable<Edge> edges)
    {
        var search = new Search(edges.ToLookup(edge => edge.From, edge => edge.To));
        return [.. search.Run().Where(component => component.Count > 1).OrderByDescending(component => component.Count)];
    }

    /// <summary>
    /// A small set of thin edges whose removal leaves no cycle. The method removes the thinnest edge of a cycle until no cycle is left.
    /// Then it restores each removed edge that closes no cycle, thickest first.
    /// </summary>
    public static IReadOnlyList<Edge> Closers(IReadOnlyList<Edge> edges)
    {
        var kept = edges.ToList();
        var removed = new List<Edge>();
        while (Of(kept) is [_, ..] cycles)
        {
            var inCycles = kept.Where(edge => cycles.Any(cycle => cycle.Contains(edge.From) && cycle.Contains(edge.To)));
            var thinnest = inCycles.MinBy(edge => edge.Uses)!;
            kept.Remove(thinnest);
            removed.Add(thinnest);
        }

        foreach (var edge in removed.OrderByDescending(edge => edge.Uses).ToList())
        {
            if (Of([.. kept, edge]).Count == 0)
            {
                kept.Add(edge);
                removed.Remove(edge);
            }
        }

        return removed;
    }

    private sealed class Search(ILookup<string, string> targets)
    {
        private readonly Dictionary<string, int> _number = [];
        private readonly Dictionary<string, int> _lowest = [];
        private readonly Stack<string> _open = new();
        private readonly HashSet<string> _isOpen = [];
        private readonly List<IReadOnlyList<string>> _components = [];

        public List<IReadOnlyList<string>> Run()
        {
            foreach (var node in targets.Select(group => group.Key).Where(node => !_number.ContainsKey(node)))
            {
                Visit(node);
            }

            return _components;
        }

        private void Visit(string node)
        {
            _number[node] = _lowest[node] = _number.Count;
            _open.Push(node);
            _isOpen.Add(node);
            foreach (var target in targets[node])
            {
                if (!_number.ContainsKey(target))
                {
                    Visit(target);
                    _lowest[node] = Math.Min(_lowest[node], _lowest[target]);
                }
                else if (_isOpen.Contains(target))
                {
                    _lowest[node] = Math.Min(_lowest[node], _number[target]);
                }
            }

            if (_lowest[node] == _number[node])
            {
                Close(node);
            }
        }

        private void Close(string first)
        {
            var component = new List<string>();
            do
            {
                component.Add(_open.Pop());
                _isOpen.Remove(component[^1]);
            }
            while (component[^1] != first);
            _components.Add([.. component.Order(StringComparer.Ordinal)]);
        }
    }
}
