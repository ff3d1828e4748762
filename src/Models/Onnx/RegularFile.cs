namespace Steerlens.Models.Onnx;

/// <summary>Opens files that have an end. Opening a pipe would wait for whoever writes to it, and a device may never end.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">There is none, it can't be read, or it is empty as pipes and devices seem to be.</exception>
    public static FileStream Open(string path)
    {
        // Looked at before it is opened, and behind any links: a link has a length of its own.
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
        if (file.Exists && file.Length == 0) throw new IOException("it is empty, or a pipe or device, and no file: copy or export the network again");
        return file.OpenRead();
    }
}
