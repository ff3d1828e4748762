namespace Steerlens.Pipeline.Outputs;

/// <summary>The folders that are made for outputs. Disposed, it takes away those that are still empty: nothing came of them.</summary>
internal sealed class NewFolders : IDisposable
{
    private readonly List<string> _absent = [];

    /// <summary>Notes which folders there are not yet; to be made before they are.</summary>
    /// <param name="file">An output.</param>
    public NewFolders(string file)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(file)); !string.IsNullOrEmpty(folder) && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            _absent.Add(folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _absent)
        {
            try
            {
                // A folder that holds something is refused, and so stays.
                if (Directory.Exists(folder)) Directory.Delete(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }
}
