namespace Campaigns.Handlebars;

/// <summary>Finds parts of a compiled template that can never be filled in, for any contact: unknown names, helpers and partials.</summary>
internal sealed class TemplateCheck(HandlebarsTemplatesOptions options, bool allowsUnescaped)
{
    private static readonly string[] Blocks = ["if", "unless", "with", "each"];
    private static readonly string[] OwnHelpers = ["default", "lookup"];
    private readonly HashSet<string> _written = [];
    private readonly HashSet<string> _inline = [];
    private readonly List<string> _partials = [];
    private bool _isLocated;

    /// <summary>The variables that are written for every contact, by their whole names.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>Checks a text and the partials that it uses.</summary>
    /// <exception cref="TemplateException">The text can never be filled in.</exception>
    public void Check(string text) => Check(text, Scope.Top);

    /// <summary>Checks a partial for use at any place. Its variables may come from an enclosing block.</summary>
    /// <exception cref="TemplateException">The partial can never be filled in.</exception>
    public void CheckPartial(string name) => Enter(name, options.Partials[name], Scope.Top with { IsKnown = false });

    private void Check(string text, Scope top)
    {
        var tags = Tags.Of(text).ToList();
        foreach (var tag in tags.Where(tag => tag.Body.StartsWith("#*inline", StringComparison.Ordinal)))
        {
            _inline.Add(tag.Body[8..].Trim(' ', '"', '\'')); // an inline partial may be defined after its use
        }

        var scopes = new Stack<(Scope Inner, Scope Outer)>([(top, top)]);
        foreach (var tag in tags.Where(tag => tag.Body.Length > 0 && tag.Body[0] != '!'))
        {
            try
            {
                Follow(tag.Body, scopes);
            }
            catch (TemplateException error) when (!_isLocated)
            {
                _isLocated = true;
                throw new TemplateException($"{Place(text, tag.Line)}{error.Message}");
            }
        }
    }

    private string Place(string text, int line) => (_partials.Count > 0, text.Contains('\n', StringComparison.Ordinal)) switch
    {
        (true, true) => $"the partial {_partials[^1]}, line {line}: ",
        (true, false) => $"the partial {_partials[^1]}: ",
        (false, true) => $"line {line}: ",
        (false, false) => "",
    };

    private void Follow(string body, Stack<(Scope Inner, Scope Outer)> scopes)
    {
        var (scope, outer) = scopes.Peek();
        if (body[0] == '/' || body == "^" || body == "else" || body.StartsWith("else ", StringComparison.Ordinal))
        {
            if (scopes.Count > 1)
            {
                scopes.Pop();
            }

            if (body[0] != '/')
            {
                var rest = body.StartsWith("else ", StringComparison.Ordinal) ? Expression.Of(body[5..]) : null;
                var inner = outer with { IsOptional = outer.IsOptional || scope.IsOptional };
                scopes.Push((rest is null ? inner : Open(rest, inner), inner));
            }
        }
        else if (body[0] is '#' or '^')
        {
            var inner = body[1] switch
            {
                '*' => scope with { IsKnown = false },
                '>' => Partial(body[2..], scope, hasDefault: true),
                _ => Open(Expression.Of(body[1..]), scope),
            };
            scopes.Push((inner, scope));
        }
        else if (body[0] == '>')
        {
            Partial(body[1..], scope, hasDefault: false);
        }
        else
        {
            Write(Expression.Of(body.TrimStart('&')), scope);
        }
    }

    /// <summary>The scope of names inside a block.</summary>
    private Scope Open(Expression block, Scope scope)
    {
        var isBlock = Blocks.Contains(block.Name);
        if (!isBlock && block.Arguments.Count > 0 && block.Name is not null)
        {
            throw new TemplateException($"there is no block helper {block.Name}; there are {string.Join(", ", Blocks)}");
        }

        var asked = isBlock ? block.Arguments : [block];
        var variables = asked.Select(argument => Ask(argument, scope)).ToList();
        var isOptional = scope.IsOptional || variables.Exists(parts => parts is ["campaign", ..]);
        var inner = scope with { IsOptional = isOptional, Own = [.. scope.Own, .. block.BlockParameters] };
        return block.Name is "if" or "unless" ? inner
            : block.Name == "with" && variables is [[var root]] ? inner with { Root = root }
            : inner with { IsKnown = false };
    }

    /// <summary>Checks a partial.</summary>
    /// <returns>The scope of the default content, which is written if the partial does not exist.</returns>
    private Scope Partial(string text, Scope scope, bool hasDefault)
    {
        var call = Expression.Of(text);
        var name = call.IsCall ? "@" : call.Name?.Trim('[', ']') ?? text.Trim().Split('"', '\'').ElementAtOrDefault(1) ?? "";
        var arguments = call.Arguments.Select(argument => Ask(argument, scope)).ToList();
        if (options.Partials.TryGetValue(name, out var partial))
        {
            Enter(name, partial, arguments.Count == 0 && !call.HasNamed ? scope : scope with { IsKnown = false });
        }
        else if (!hasDefault && name[..Math.Min(1, name.Length)] != "@" && !_inline.Contains(name))
        {
            var known = options.Partials.Count == 0
                ? "none is registered"
                : $"there are {string.Join(", ", options.Partials.Keys.Order(StringComparer.Ordinal))}";
            throw new TemplateException($"there is no partial {name}; {known} in HandlebarsTemplatesOptions.Partials");
        }

        return scope;
    }

    private void Enter(string name, string partial, Scope scope)
    {
        if (_partials.Contains(name))
        {
            throw new TemplateException($"the partial {name} uses itself");
        }

        if (!allowsUnescaped && partial.Contains("{{{", StringComparison.Ordinal))
        {
            throw new TemplateException(
                $"the partial {name} writes a value unescaped; use two braces, or allow it with HandlebarsTemplatesOptions.AllowUnescaped");
        }

        _partials.Add(name);
        Check(partial, scope);
        _partials.RemoveAt(_partials.Count - 1);
    }

    /// <summary>Checks an expression that is written: a variable, which needs a value, or a helper call.</summary>
    private void Write(Expression expression, Scope scope)
    {
        if (expression.Name is not { } name)
        {
            return;
        }

        var isHelper = OwnHelpers.Contains(name) || options.Helpers.ContainsKey(name);
        if (!isHelper && (expression.IsCall || expression.Arguments.Count > 0))
        {
            throw NoHelper(name);
        }

        if (!isHelper)
        {
            Require(scope.Find(name), scope, isWritten: true);
        }

        foreach (var argument in expression.Arguments)
        {
            if (OwnHelpers.Contains(name) || argument.IsCall)
            {
                Ask(argument, scope);
            }
            else
            {
                Require(argument.Name is { } variable ? scope.Find(variable) : null, scope, isWritten: false);
            }
        }
    }

    private void Require(IReadOnlyList<string>? parts, Scope scope, bool isWritten)
    {
        if (parts is [var root] && isWritten)
        {
            throw new TemplateException($"{root} is not a value; write {root}. and a name");
        }

        if (parts is [_, _] && !scope.IsOptional)
        {
            _written.Add($"{parts[0]}.{parts[1]}");
        }
    }

    /// <summary>Checks an expression that is only tested. A variable may have no value, but its name must be known.</summary>
    private IReadOnlyList<string>? Ask(Expression expression, Scope scope)
    {
        if (expression.IsCall || expression.Arguments.Count > 0)
        {
            Write(expression with { IsCall = true }, scope);
            return null;
        }

        return expression.Name is { } name ? scope.Find(name) : null;
    }

    private TemplateException NoHelper(string name) =>
        new($"there is no helper {name}; there are {string.Join(", ", Blocks.Concat(OwnHelpers).Concat(options.Helpers.Keys))}");
}
