namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>Real driving footage, which lies outside the repository.</summary>
internal static class Footage
{
    /// <summary>The environment variable that names its folder.</summary>
    public const string Variable = "STEERLENS_DATA";

    private static readonly string Folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>The full path of a file in it.</summary>
    public static string At(string file) => Path.Combine(Folder, file);

    /// <summary>Whether a file is there.</summary>
    public static bool Has(string file) => File.Exists(At(file));
}
