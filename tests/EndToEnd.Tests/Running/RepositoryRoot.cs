namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>Where the sources are.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Pipeline.sln")) ? folder : Find(Directory.GetParent(folder)?.FullName ?? throw new DirectoryNotFoundException("the tests don't run inside the sources"));
}
